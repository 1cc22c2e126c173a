import type { Fck } from '../fck.js';
import { reboot, updatePackages } from './system-tools.js';
import type { ToolCode } from './tool.js';
import { toolRows } from './tool-rows.js';

/** The two tools that need code. */
const toolCode: Readonly<Record<string, ToolCode>> = { __update_packages__: updatePackages, reboot };

/** Registers core's tool catalogue: its rows, and the tools that need code. */
export function registerCatalogue(fck: Fck): void {
  for (const [name, tool] of Object.entries({ ...toolRows, ...toolCode })) fck.tools.register(name, tool);
}

/** Whether core itself brings a tool of this name. */
export function isInCatalogue(name: string): boolean {
  return Object.hasOwn(toolRows, name) || Object.hasOwn(toolCode, name);
}

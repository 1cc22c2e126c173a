import type { Fck } from '../api/container.js';
import type { ToolCode } from '../api/tool.js';
import { type CODE_TOOLS, toolRows } from '../catalogue/tool-rows.js';
import { reboot, updatePackages } from './system-tools.js';

const toolCode: Readonly<Record<(typeof CODE_TOOLS)[number], ToolCode>> = {
  __update_packages__: updatePackages,
  reboot,
};

/** Registers core's tool catalogue: its rows, and the tools that need code. */
export function registerCatalogue(fck: Fck): void {
  for (const [name, tool] of Object.entries({ ...toolRows, ...toolCode })) fck.tools.register(name, tool);
}

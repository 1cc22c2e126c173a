import type { Fck } from '../fck.js';
import { reboot, updatePackages } from './system-tools.js';
import { toolRows } from './tool-rows.js';

/** Registers core's tool catalogue: its rows, and the two tools that need code. */
export function registerCatalogue(fck: Fck): void {
  for (const [name, row] of Object.entries(toolRows)) fck.tools.register(name, row);
  fck.tools.register('__update_packages__', updatePackages);
  fck.tools.register('reboot', reboot);
}

import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import type { Fck } from '../fck.js';
import { reboot, updatePackages } from './system-tools.js';
import type { Tool } from './tool.js';

const rows = z.record(
  z.string(),
  z.strictObject({
    about: z.string(),
    program: z.string().optional(),
    file: z.string().optional(),
    packages: z.record(z.string(), z.array(z.string())).optional(),
    successor: z.string().optional(),
  }),
);

/** Registers core's tool catalogue: the rows of tools.yaml, and the two that need code. */
export function registerCatalogue(fck: Fck): void {
  const text = readFileSync(new URL('../../tools.yaml', import.meta.url), 'utf8');
  const tools: [string, Tool][] = Object.entries(rows.parse(parse(text)));
  for (const [name, tool] of tools) fck.tools.register(name, tool);
  fck.tools.register('__update_packages__', updatePackages);
  fck.tools.register('reboot', reboot);
}

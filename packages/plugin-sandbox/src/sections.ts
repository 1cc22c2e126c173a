import type { Fck, Section } from '@fck/core';
import { z } from 'zod';

const roleSchema = z.strictObject({
  count: z.int().min(0).default(1),
  memory: z.string().optional(),
  disk: z.string().optional(),
  packages: z.array(z.string()).optional(),
});

const projectSchema = z.strictObject({ install_missing: z.boolean().default(false) });

/** What a role asks for: `sandbox: {count: 2}`. */
export type SandboxSection = z.output<typeof roleSchema>;

/** Reads the plugin's keys of the configuration. */
export interface SandboxSections {
  readonly role: Section<SandboxSection>;
  readonly project: Section<z.output<typeof projectSchema>>;
}

/** Announces the plugin's keys of the configuration. */
export function registerSections(fck: Fck): SandboxSections {
  return {
    role: fck.section({
      at: 'role',
      name: 'sandbox',
      about: 'Throwaway hosts on this machine: how many, and how large each may grow.',
      schema: roleSchema,
    }),
    project: fck.section({
      at: 'project',
      name: 'sandbox',
      about: 'Whether programs that throwaway hosts need may be installed on this machine.',
      schema: projectSchema,
    }),
  };
}

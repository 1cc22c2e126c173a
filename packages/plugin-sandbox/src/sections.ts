import type { Fck, Section } from '@fck/core';
import { z } from 'zod';
import { suites } from './spec.js';

const roleSchema = z.lazy(() =>
  z.strictObject({
    count: z.int().min(0).default(1),
    memory: z.string().optional(),
    disk: z.string().optional(),
    packages: z.array(z.string()).optional(),
    suite: z.enum(suites).optional(),
    prepare: z.union([z.string().min(1), z.tuple([z.string().min(1)], z.string())]).optional(),
  }),
);

/** The section of a role: `sandbox: {count: 2}`. */
export type SandboxSection = z.output<typeof roleSchema>;

/** Announces the plugin's key of the configuration. */
export function sandboxSection(fck: Fck): Section<SandboxSection> {
  return fck.section({
    at: 'role',
    name: 'sandbox',
    about: 'Throwaway hosts on this machine: how many, and how large each may grow.',
    schema: roleSchema,
  });
}

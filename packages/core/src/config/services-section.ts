import { z } from 'zod';
import type { NamedService } from '../api/named-service.js';
import { environmentSchema } from './environment.js';

/** What would leave a shell above the program, which would not pass the signal that ends it on. */
const SEVERAL_COMMANDS = /[;&|\n]/;

/** The name becomes a part of ids, whose parts are separated by dots, and of the names of files and units. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

const NAME_RULE =
  'a service must have a name of at most 40 letters, digits, "-" and "_": it becomes a part of the names of files and units';

/** Seconds that a service may take to end: workers finish what they do. */
const STOP_WITHIN = 60;

/**
 * The schema of a line that is run as a service: one program and its arguments, as a shell reads them.
 *
 * @example
 * const schema = z.strictObject({ run: programSchema(), env: environmentSchema() });
 */
export function programSchema() {
  return z
    .string()
    .trim()
    .min(1)
    .refine((line) => !SEVERAL_COMMANDS.test(line), {
      error: 'must be one program and its arguments: put several commands into a script of the repository',
    })
    .refine((line) => !/^[A-Za-z_]\w*=/.test(line), {
      error: 'must begin with a program: write variables below `env:`',
    });
}

const service = () =>
  z.preprocess(
    (given) => (typeof given === 'string' ? { command: given } : given),
    z
      .strictObject(
        {
          command: programSchema(),
          env: environmentSchema(),
          processes: z.int().min(1).max(100).default(1),
          stop: z
            .strictObject({
              signal: z.enum(['TERM', 'INT', 'QUIT']).default('TERM'),
              within: z.int().positive().default(STOP_WITHIN),
            })
            .prefault({}),
          listen: z.enum(['socket', 'port', 'none']).default('none'),
          overlap: z.boolean().optional(),
          hosts: z.union([z.literal('all'), z.literal(1)], { error: 'expected `all` or `1`' }).default('all'),
          health: z
            .strictObject({
              path: z.string().startsWith('/').optional(),
              within: z.number().positive().optional(),
              steady: z.number().positive().max(3600).optional(),
            })
            .prefault({}),
        },
        {
          error:
            'expected a command, or a mapping with "command" (and "env", "processes", "stop", "listen", "overlap", "hosts", "health")',
        },
      )
      .transform((given): NamedService => ({ ...given, overlap: given.overlap ?? given.listen !== 'none' })),
  );

/** The schema of `activate: services:`. */
export function servicesSchema() {
  return z.record(z.string().regex(NAME, NAME_RULE), service());
}

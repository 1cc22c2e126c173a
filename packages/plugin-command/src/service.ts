import { posix } from 'node:path';
import { environmentSchema, type ServiceKind } from '@fck/core';
import { z } from 'zod';
import { commandErrors } from './errors.js';

/** What would leave a shell above the program, which would not pass the signal that ends it on. */
const SEVERAL_COMMANDS = /[;&|\n]/;

const serviceSchema = z.lazy(() =>
  z.preprocess(
    (given) => (typeof given === 'string' ? { run: given } : given),
    z.strictObject(
      {
        /** Program and arguments, as a shell reads them. It listens on `HOST` and `PORT`. */
        run: z
          .string()
          .trim()
          .min(1)
          .refine((line) => !SEVERAL_COMMANDS.test(line), {
            error:
              'must be one program and its arguments: put several commands into a script of the repository',
          })
          .refine((line) => !/^[A-Za-z_]\w*=/.test(line), {
            error: 'must begin with a program: write variables below `env:`',
          }),
        env: environmentSchema(),
        /** Seconds that open requests may take to end when it is stopped. */
        graceful_timeout: z.int().positive().default(30),
      },
      { error: 'expected a command, or a mapping with "run" (and "env", "graceful_timeout")' },
    ),
  ),
);

/** `activate: command:`: a program of the build, or of the host, that serves HTTP. */
export const commandService: ServiceKind<typeof serviceSchema> = {
  about: 'A program that serves HTTP at the address in HOST and PORT.',
  schema: serviceSchema,
  listens: true,

  environment: ({ env }) => env,

  async describe(_context, { section, build, buildPath, endpoint, environment, user }) {
    if (endpoint?.kind !== 'tcp') throw commandErrors.noEndpoint();
    return {
      kind: 'command',
      argv: ['/bin/sh', '-c', `exec ${section.run}`],
      cwd: posix.join(buildPath, build.workingDirectory ?? ''),
      env: {
        PATH: `${buildPath}/bin:/usr/local/bin:/usr/bin:/bin`,
        USER: user,
        HOST: endpoint.address,
        PORT: String(endpoint.port),
        FCK_BUILD: build.name,
        ...environment,
      },
      user,
      endpoint,
      stopSignal: 'TERM',
      stopTimeout: section.graceful_timeout,
    };
  },
};

import { environmentSchema, programSchema, programService, type ServiceKind } from '@fck/core';
import { z } from 'zod';
import { commandErrors } from './errors.js';

const serviceSchema = z.lazy(() =>
  z.preprocess(
    (given) => (typeof given === 'string' ? { run: given } : given),
    z.strictObject(
      {
        /** Program and arguments, as a shell reads them. It listens on `HOST` and `PORT`. */
        run: programSchema(),
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

  async describe(_context, request) {
    if (request.endpoint?.kind !== 'tcp') throw commandErrors.noEndpoint();
    const program = {
      kind: 'command',
      command: request.section.run,
      stopSignal: 'TERM',
      stopTimeout: request.section.graceful_timeout,
    } as const;
    return programService(program, request);
  },
};

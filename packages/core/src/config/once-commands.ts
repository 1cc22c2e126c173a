import { z } from 'zod';
import { environmentSchema } from './environment.js';

/** Seconds that a command may take, unless it says otherwise: an hour. */
const TIMEOUT = 3600;

/** The schema of `activate: release:` and `activate: after:`: commands that are run once for all hosts. */
export function onceCommandsSchema() {
  return z.array(
    z.preprocess(
      (given) => (typeof given === 'string' ? { command: given } : given),
      z.strictObject(
        {
          command: z.string().trim().min(1),
          env: environmentSchema(),
          /** Seconds. */
          timeout: z.int().positive().default(TIMEOUT),
        },
        { error: 'expected a command, or a mapping with "command" (and "env", "timeout")' },
      ),
    ),
  );
}

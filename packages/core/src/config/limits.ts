import { z } from 'zod';
import { PATIENCE, type Patience } from '../plugin/watched.js';

const seconds = z.number().positive();

/** How long plugins may take, in seconds. */
export const limitsSchema = z.strictObject({
  load: seconds.default(PATIENCE.load),
  hook: seconds.default(PATIENCE.hook),
  notice: seconds.default(PATIENCE.notice),
});

/** The limits that a config sets, read before its plugins are loaded. Where they are wrong, the check of the config says so. */
export function readPatience(config: Readonly<Record<string, unknown>>): Patience {
  const read = limitsSchema.safeParse(config['limits'] ?? {});
  return read.success ? read.data : PATIENCE;
}

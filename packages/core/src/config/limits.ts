import { z } from 'zod';
import { PATIENCE, type Patience } from '../plugin/watched.js';

/** How long plugins may take, in seconds. */
export const limitsSchema = z.lazy(() => {
  const seconds = z.number().positive();
  return z.strictObject({
    load: seconds.default(PATIENCE.load),
    hook: seconds.default(PATIENCE.hook),
    notice: seconds.default(PATIENCE.notice),
  });
});

/** The limits that a config sets, read before its plugins are loaded. Where they are wrong, the check of the config says so. */
export function readPatience(config: Readonly<Record<string, unknown>>): Patience {
  const { limits } = config;
  if (limits === undefined || limits === null) return PATIENCE;
  const read = limitsSchema.safeParse(limits);
  return read.success ? read.data : PATIENCE;
}

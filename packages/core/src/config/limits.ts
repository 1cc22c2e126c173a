import { z } from 'zod';
import { DEFAULT_TIMEOUTS, type Timeouts } from '../attribution/watched.js';

/** Time limits of plugins, in seconds. */
export const limitsSchema = z.lazy(() => {
  const seconds = z.number().positive();
  return z.strictObject({
    load: seconds.default(DEFAULT_TIMEOUTS.load),
    hook: seconds.default(DEFAULT_TIMEOUTS.hook),
    notice: seconds.default(DEFAULT_TIMEOUTS.notice),
    interrupt: seconds.default(DEFAULT_TIMEOUTS.interrupt),
  });
});

/** The limits in a config, read before its plugins are loaded. Invalid ones are reported by the later check. */
export function readTimeouts(config: Readonly<Record<string, unknown>>): Timeouts {
  const { limits } = config;
  if (limits === undefined || limits === null) return DEFAULT_TIMEOUTS;
  const read = limitsSchema.safeParse(limits);
  return read.success ? read.data : DEFAULT_TIMEOUTS;
}

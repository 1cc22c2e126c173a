import { z } from 'zod';
import { nginxValue } from './value.js';

const KINDS = ['read', 'send', 'connect'] as const;

/** `timeouts`: of nginx's connection to the service, in seconds, or with a unit. */
export function timeoutsOfProxy() {
  const time = z.union([
    z
      .int()
      .positive()
      .transform((seconds) => `${seconds}s`),
    z.string().regex(/^[1-9]\d*(ms|s|m|h)$/, "must be seconds, or a time such as '90s' or '5m'"),
  ]);
  return z.strictObject({
    /** Between two parts of an answer. For websockets: how long they may be silent. */
    read: time.optional(),
    /** Between two parts of a request. */
    send: time.optional(),
    /** Until the service accepts the connection. */
    connect: time.optional(),
  });
}

/** In the `server` block, so that locations in `extra` have them, too. */
export function timeoutLines(timeouts: z.output<ReturnType<typeof timeoutsOfProxy>> = {}): string[] {
  return KINDS.flatMap((kind) => {
    const time = timeouts[kind];
    return time === undefined ? [] : [`proxy_${kind}_timeout ${nginxValue(time, 'a timeout')};`];
  });
}

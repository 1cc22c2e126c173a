import { createHash } from 'node:crypto';
import type { Place } from '../instances/tags.js';

const PREFIX = 'fck-';

/** Whether fck requested an instance: fck's tokens have this prefix. */
export function isToken(token: string | undefined): boolean {
  return token?.startsWith(PREFIX) ?? false;
}

/**
 * The token of the one request that may fill a place. AWS answers a second request with the same token with the same
 * instance, so the token must not depend on chance, on time or on the requesting machine.
 *
 * @returns 40 characters; AWS takes up to 64
 */
export function clientToken(
  { project, role, slot, generation }: Place,
  type: string,
  subnet: string | undefined,
): string {
  const what = JSON.stringify([project, role, slot, generation, type, subnet ?? '']);
  return `${PREFIX}${createHash('sha256').update(what).digest('hex').slice(0, 36)}`;
}

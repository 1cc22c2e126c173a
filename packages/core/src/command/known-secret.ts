import { isReferenced } from './referenced-secret.js';
import type { Secret } from './secret.js';
import { isUnset } from './unset-secret.js';

/**
 * Whether the value of a secret is known now. Schemas and checks look only at known values: a secret that no command sends may come
 * from a variable that is not set, or from a file or a command that was not read.
 */
export function isKnown(secret: Secret): boolean {
  return !isUnset(secret) && (!isReferenced(secret) || secret.isRead);
}

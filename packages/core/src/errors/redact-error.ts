import type { Redactor } from '../command/redact.js';
import { isFckError } from './fck-error.js';

/** An error may have many causes, one of them itself. */
const DEEPEST = 10;

/** Removes every known secret from an error, from its stack and from what caused it. It stays the same error. */
export function redactError(thrown: unknown, redactor: Redactor, depth = 0): unknown {
  if (!(thrown instanceof Error) || depth > DEEPEST) return thrown;
  const { stack } = thrown;
  thrown.message = redactor.redact(thrown.message);
  if (stack !== undefined) thrown.stack = redactor.redact(stack);
  if (isFckError(thrown)) {
    if (thrown.hint !== undefined) thrown.hint = redactor.redact(thrown.hint);
    if (thrown.detail !== undefined) thrown.detail = redactor.redact(thrown.detail);
  }
  redactError(thrown.cause, redactor, depth + 1);
  return thrown;
}

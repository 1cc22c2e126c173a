import { usageErrors } from '../usage-errors.js';
import type { Invocation } from './verb.js';

/**
 * Asks a question, unless the user has answered all with `-y`.
 *
 * @throws FckError `NOT_CONFIRMED` if the answer is no, or nobody can be asked
 */
export async function confirm(
  { io, options }: Pick<Invocation, 'io' | 'options'>,
  question: string,
): Promise<void> {
  if (options.yes) return;
  const ask = options.json ? undefined : io.confirm;
  if (!(await ask?.(question))) throw usageErrors.notConfirmed(ask !== undefined);
}

import type { TransactionRecord } from './transaction-record.js';

/** How to continue an interrupted activation: forward to its end, or back to the build that served before. */
export type Course = 'forward' | 'back';

/**
 * Decides the direction. A run commits its hosts only once all of them have switched, and before any step that cannot
 * be undone: one committed host proves that every host serves the new build.
 *
 * @param others the records of the other hosts of that run that could be reached
 */
export function courseOf(
  record: TransactionRecord,
  others: readonly (TransactionRecord | undefined)[],
): Course {
  const ofThisRun = others.filter((other) => other?.run === record.run);
  return [record, ...ofThisRun].some((one) => one?.phase === 'committed') ? 'forward' : 'back';
}

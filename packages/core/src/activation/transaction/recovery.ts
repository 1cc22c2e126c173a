import type { TransactionRecord } from './transaction-record.js';

/** Where an activation goes that another run left unfinished: on to its end, or back to what served before. */
export type Course = 'forward' | 'back';

/**
 * Decides it. A run marks its hosts as committed before it does anything that cannot be undone, and only once all
 * of them have switched: one such mark tells that every host serves the new build.
 *
 * @param others what the other hosts of that run remember, as far as they could be asked
 */
export function courseOf(
  record: TransactionRecord,
  others: readonly (TransactionRecord | undefined)[],
): Course {
  const ofThisRun = others.filter((other) => other?.run === record.run);
  return [record, ...ofThisRun].some((one) => one?.phase === 'committed') ? 'forward' : 'back';
}

import { describe, expect, it } from 'vitest';
import { courseOf } from './recovery.js';
import type { TransactionPhase, TransactionRecord } from './transaction-record.js';

const record = (phase: TransactionPhase, run = 'r1'): TransactionRecord => ({
  version: 1,
  run,
  hosts: [],
  build: 'b2',
  phase,
  since: '2024-02-29T12:00:00Z',
  undo: [],
});

describe('an activation that was left unfinished', () => {
  it.each<[string, TransactionPhase, (TransactionRecord | undefined)[], string]>([
    ['goes back while it prepared', 'preparing', [], 'back'],
    ['goes back while it switched', 'switching', [], 'back'],
    ['goes back if no other host knows of it any more', 'switching', [undefined], 'back'],
    ['goes back if others had only switched, too', 'switching', [record('switching')], 'back'],
    ['goes forward once it was committed', 'committed', [], 'forward'],
    ['goes forward if another host was committed', 'switching', [record('committed')], 'forward'],
    ['goes back whatever other runs did', 'switching', [record('committed', 'r2')], 'back'],
  ])('%s', (_, phase, others, expected) => {
    expect(courseOf(record(phase), others)).toBe(expected);
  });
});

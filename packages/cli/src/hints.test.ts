import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Each row of the table of errors that is drawn from the catalogues: the code, and the hint. */
const hints = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, code, , hint] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
    return code?.startsWith('`') && hint ? [{ code: code.replaceAll('`', ''), hint }] : [];
  });

/** What ends, removes, installs or takes away without asking. */
const destroys =
  /\brm\b|\bterminate\b|\bkill|\bunlink\b|fck (?:run )?prune|run destroy|sandbox down|--yes\b|-y\b|no-disable-api|lock release .*--force/;

/** Their commands are for exactly what was named: ids that were resolved, a name that the reader fills in. */
const namesItsOwn = new Set(['AWS_CONFIRM', 'SANDBOX_FULL']);

test('no hint of any error destroys or installs what the user did not name', () => {
  expect(hints.length).toBeGreaterThan(150);
  const wrong = hints.filter(({ code, hint }) => destroys.test(hint) && !namesItsOwn.has(code));
  expect(wrong).toEqual([]);
});

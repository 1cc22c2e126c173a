import { expect, test } from 'vitest';
import { journalReader } from './journal-reader.js';

const of = (wanted: Partial<Parameters<typeof journalReader>[1]>) =>
  journalReader('shop.web.gunicorn.1.1', { lines: undefined, since: undefined, follow: false, ...wanted });

test('asks journalctl for the wanted part', () => {
  expect(of({ lines: 20 }).command.text).toMatch(
    /exec journalctl --unit fck-shop\.web\.gunicorn\.1\.1\.service .*--lines 20$/,
  );
  expect(of({ since: 1_700_000_000.7 }).command.text).toMatch(/--quiet --since @1700000000$/);
  // With --follow, journalctl shows ten lines without --lines.
  expect(of({ follow: true }).command.text).toMatch(/--lines all --follow$/);
});

test('reads the time and the text of an entry', () => {
  const { lineOf } = of({});
  expect(lineOf('{"__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"started"}')).toEqual({
    at: 1_700_000_000_123.456,
    text: 'started',
  });
  expect(lineOf('{"__REALTIME_TIMESTAMP":"1","MESSAGE":[27,91,65]}')?.text).toBe('\u001b[A');
  expect(lineOf('{"__REALTIME_TIMESTAMP":"1","MESSAGE":null}')).toBeUndefined();
  expect(lineOf('-- No entries --')).toBeUndefined();
});

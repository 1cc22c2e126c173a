import { expect, test } from 'vitest';
import { fileReader } from './file-reader.js';

test('prints the wanted part of the file, and follows it across rotations', () => {
  const wanted = { lines: 20, since: undefined, follow: false };
  expect(fileReader('/var/log/fck/a b.log', wanted).command.text).toBe(
    "exec tail -n 20 -- '/var/log/fck/a b.log'",
  );
  expect(fileReader('/l', { ...wanted, lines: undefined, follow: true }).command.text).toBe(
    'exec tail -n +1 -F -- /l 2>/dev/null',
  );
});

test('its lines have no times', () => {
  expect(fileReader('/l', { lines: 1, since: 1, follow: false }).lineOf('started')).toEqual({
    at: undefined,
    text: 'started',
  });
});

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MergedLines } from './merged-lines.js';

beforeEach(() => {
  vi.useFakeTimers({ now: 1000 });
});
afterEach(() => {
  vi.useRealTimers();
});

function merged() {
  const emitted: string[] = [];
  const lines = new MergedLines<{ source: string; at: number | undefined; text: string }>(({ text }) =>
    emitted.push(text),
  );
  const add = (source: string, at: number | undefined, text: string) => lines.add({ source, at, text });
  return { emitted, lines, add };
}

test('orders the lines of several hosts by time', () => {
  const { emitted, lines, add } = merged();
  add('web-1', 10, 'a');
  add('web-1', 30, 'c');
  add('web-2', 20, 'b');
  lines.flush();
  expect(emitted).toEqual(['a', 'b', 'c']);
});

test('keeps the order of one host, even if its clock was set back', () => {
  const { emitted, lines, add } = merged();
  add('web-1', 30, 'first');
  add('web-1', 10, 'second');
  add('web-2', 20, 'of web-2');
  lines.flush();
  expect(emitted).toEqual(['of web-2', 'first', 'second']);
});

test('takes lines without a time as they arrive', () => {
  const { emitted, lines, add } = merged();
  add('web-1', undefined, 'now');
  add('web-2', 2000, 'later');
  add('web-2', undefined, 'after it');
  lines.flush();
  expect(emitted).toEqual(['now', 'later', 'after it']);
});

test('holds all lines until it is open, then each for a moment', () => {
  const { emitted, lines, add } = merged();
  add('web-1', 20, 'b');
  vi.runAllTimers();
  expect(emitted).toEqual([]);
  lines.open();
  add('web-2', 10, 'a');
  vi.runAllTimers();
  expect(emitted).toEqual(['a', 'b']);
  add('web-2', 30, 'c');
  expect(emitted).toEqual(['a', 'b']);
  vi.runAllTimers();
  expect(emitted).toEqual(['a', 'b', 'c']);
});

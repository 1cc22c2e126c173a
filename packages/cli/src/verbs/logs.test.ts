import { expect, test } from 'vitest';
import { main } from '../main.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { fakeHost, fakeProject } from '../testing/fake-project.test.helper.js';
import { timeIn } from './logs.js';

async function shown(...args: string[]) {
  const io = fakeIo();
  const project = fakeProject({ hosts: [fakeHost('web-1')], roles: { web: false } });
  const code = await main(['logs', ...args], io, async () => project.fck);
  return { code, err: io.stderr.text };
}

test.each([
  ['30s', 970_000],
  ['10m', 400_000],
  ['1970-01-01T00:00:05Z', 5000],
])('--since %s', (given, expected) => {
  expect(timeIn(given, 1_000_000)).toBe(expected);
});

test.each([
  [['--since', 'yesterday'], /--since takes a span such as 30s, .*not "yesterday"/],
  [['-t', 'ten'], /--tail takes a number of lines, not "ten"/],
])('%s is refused', async (args, message) => {
  const { code, err } = await shown(...args);
  expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(message) });
});

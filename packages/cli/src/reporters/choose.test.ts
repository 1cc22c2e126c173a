import { expect, test } from 'vitest';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { givenOptions } from '../testing/options.test.helper.js';
import { halfFailedRun } from '../testing/recorded-run.test.helper.js';
import { chooseReporter } from './choose.js';
import { JsonReporter } from './json.js';
import { LinesReporter } from './lines.js';
import { LiveReporter } from './live.js';
import { QuietReporter } from './quiet.js';

test.each([
  ['a terminal', { tty: true }, {}, LiveReporter],
  ['a pipe', { tty: false }, {}, LinesReporter],
  ['a terminal in CI', { tty: true, env: { CI: 'true' } }, {}, LinesReporter],
  ['a dumb terminal', { tty: true, env: { TERM: 'dumb' } }, {}, LinesReporter],
  ['a terminal without a size', { tty: true, columns: 0 }, {}, LinesReporter],
  ['--verbose', { tty: true }, { verbose: true }, LinesReporter],
  ['--quiet', { tty: true }, { quiet: true }, QuietReporter],
  ['--json', { tty: true }, { json: true }, JsonReporter],
])('%s', async (_what, surroundings, options, expected) => {
  expect(await chooseReporter(fakeIo(surroundings), givenOptions(options))).toBeInstanceOf(expected);
});

test('--json prints each event as one line on stdout, and nothing on stderr', async () => {
  const io = fakeIo();
  const reporter = await chooseReporter(io, givenOptions({ json: true }));
  for (const event of halfFailedRun) reporter.receive(event);
  await reporter.close();
  expect(io.stdout.lines.map((line) => JSON.parse(line))).toEqual(halfFailedRun);
  expect(io.stderr.text).toBe('');
});

test('--quiet shows warnings only', async () => {
  const io = fakeIo();
  const reporter = await chooseReporter(io, givenOptions({ quiet: true }));
  for (const event of halfFailedRun) reporter.receive(event);
  await reporter.close();
  expect(io.stderr.lines).toEqual(['web-2  ! nginx: port 80 is taken']);
  expect(io.stdout.text).toBe('');
});

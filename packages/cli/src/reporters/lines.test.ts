import { expect, test, vi } from 'vitest';
import { createPalette } from '../terminal/palette.js';
import { FakeOutput } from '../testing/fake-io.test.helper.js';
import { halfFailedRun, plannedRun, recorded } from '../testing/recorded-run.test.helper.js';
import { type Details, LinesReporter } from './lines.js';

async function linesOf(events: typeof halfFailedRun, details: Partial<Details> = {}): Promise<string[]> {
  const output = new FakeOutput();
  const reporter = new LinesReporter(output, createPalette(false), {
    verbose: false,
    diff: false,
    ...details,
  });
  for (const event of events) reporter.receive(event);
  await reporter.close();
  return output.lines;
}

test('a line for each step, each host and the end', async () => {
  expect(await linesOf(halfFailedRun)).toEqual([
    'activate: web-1, web-2',
    'web-1  nginx is installed  ✔ ok',
    'web-1  nginx: switch to notes_00002  ✔ changed 0.8s',
    'web-2  ! nginx: port 80 is taken',
    'web-2  nginx: switch to notes_00002  ✖ failed 0.4s',
    'web-1  activate  ✔ changed 1.5s',
    'web-2  activate  ✖ failed 0.6s  nginx does not serve the new build',
    '✖ 2 hosts, 1 changed, 1 failed (web-2), 1m01s',
  ]);
});

test('verbose adds commands and what they print', async () => {
  const lines = await linesOf(halfFailedRun, { verbose: true });
  expect(lines).toContain('web-1  $ nginx -s reload  0.1s');
  expect(lines).toContain('web-1  | signal process started');
});

test('diff adds unified diffs', async () => {
  const lines = await linesOf(halfFailedRun, { diff: true });
  expect(lines).toEqual(expect.arrayContaining(['web-1  -old', 'web-1  +new']));
});

test('a dry run says what would change', async () => {
  expect((await linesOf(plannedRun)).at(-1)).toBe('✔ 2 hosts, 1 would change, 0.0s');
});

test('each line of a warning says which host it is of', async () => {
  const text = 'it failed\n  | why\n';
  const warning = recorded({ type: 'note', level: 'warn', host: 'web-1', plugin: 'core', text });
  expect(await linesOf(warning)).toEqual(['web-1  ! it failed', 'web-1      | why']);
});

test('what a host prints cannot repaint the terminal', async () => {
  const hostile = recorded({
    type: 'output',
    host: 'web-1',
    stream: 'stdout',
    text: '10%\r100%\u001b[2J\u0007\n',
  });
  expect(await linesOf(hostile, { verbose: true })).toEqual(['web-1  | 100%']);
});

test('a long wait is shown, with what is waited for', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const output = new FakeOutput();
    const reporter = new LinesReporter(output, createPalette(false), { verbose: false, diff: false });
    const wait = { host: 'web-2', for: 'the connection' } as const;
    const [start, end, again] = recorded(
      { type: 'wait:start', ...wait },
      { type: 'wait:end', ...wait, ms: 2_000 },
      { type: 'wait:start', ...wait },
    );
    for (const event of [start, end, again]) if (event) reporter.receive(event);
    vi.advanceTimersByTime(2_900);
    expect(output.lines).toEqual([]);
    vi.advanceTimersByTime(200);
    expect(output.lines).toEqual(['web-2  waits for the connection']);
    await reporter.close();
  } finally {
    vi.useRealTimers();
  }
});

test('a long wait is shown with its time, also when it is read from a journal', async () => {
  const over = recorded({ type: 'wait:end', host: 'web-2', for: 'web-1 to make the build', ms: 8_100 });
  expect(await linesOf(over)).toEqual(['web-2  waited 8.1s for web-1 to make the build']);
});

import { afterEach, expect, test } from 'vitest';
import { createPalette } from '../terminal/palette.js';
import { FakeOutput } from '../testing/fake-io.test.helper.js';
import { halfFailedRun, recorded } from '../testing/recorded-run.test.helper.js';
import { screenOf } from '../testing/screen.test.helper.js';
import { LiveReporter } from './live.js';

/** Ways to end a live display that a test left open. */
const open: LiveReporter[] = [];

afterEach(async () => {
  for (const reporter of open.splice(0)) await reporter.close();
});

function liveOn(output: FakeOutput, diff = false): LiveReporter {
  const reporter = new LiveReporter(output, createPalette(true), { diff });
  open.push(reporter);
  return reporter;
}

async function screenAfter(events: typeof halfFailedRun, diff = false): Promise<string[]> {
  const output = new FakeOutput(true);
  const reporter = liveOn(output, diff);
  for (const event of events) reporter.receive(event);
  await reporter.close();
  return screenOf(output.text);
}

const finished = [
  'activate',
  '✔ web-1  changed 1.5s',
  '  ✔ nginx is installed  ok',
  '  ✔ nginx: switch to notes_00002  changed 0.8s',
  '✖ web-2  failed 0.6s  nginx does not serve the new build',
  '  ! nginx: port 80 is taken',
  '  ✖ nginx: switch to notes_00002  failed 0.4s',
  '✖ 2 hosts, 1 changed, 1 failed (web-2), 1m01s',
];

test('a row per host, under it a row per step with its time', async () => {
  expect(await screenAfter(halfFailedRun)).toEqual(finished);
});

test('phases stand below each other', async () => {
  expect(await screenAfter([...halfFailedRun, ...halfFailedRun])).toEqual([...finished, ...finished]);
});

test('a diff stands under the host whose file it is', async () => {
  const screen = await screenAfter(halfFailedRun, true);
  const host = screen.findIndex((line) => line.includes('web-1'));
  const nextHost = screen.findIndex((line) => line.includes('web-2'));
  expect(screen.slice(host, nextHost)).toEqual(expect.arrayContaining([expect.stringMatching(/^ +\+new$/)]));
});

test('while it runs, a row says what its host is at, and what the command says stands below', async () => {
  const output = new FakeOutput(true);
  const reporter = liveOn(output);
  const switching = halfFailedRun.findIndex((event) => event.type === 'step:start');
  for (const event of halfFailedRun.slice(0, switching + 1)) reporter.receive(event);
  await expect.poll(() => screenOf(output.text).join('\n')).toContain('web-1  nginx: switch to notes_00002');
  reporter.say('finishing the step in hand…');
  await expect.poll(() => screenOf(output.text).at(-1)).toBe('finishing the step in hand…');
});

test('a run that breaks off ends its rows', async () => {
  const broken = recorded(
    { type: 'phase:start', phase: 'build', hosts: ['web-1', 'web-2'] },
    { type: 'host:start', phase: 'build', host: 'web-1', role: 'web' },
    { type: 'run:end', run: 'r', ok: false, ms: 5 },
  );
  const screen = await screenAfter(broken);
  expect(screen.at(-1)).toBe('✖ 1 host, nothing to change, 0.0s');
});

test('a phase that begins while another is open ends that first', async () => {
  const host = 'web-1';
  const screen = await screenAfter(
    recorded(
      { type: 'phase:start', phase: 'build', hosts: [host] },
      { type: 'host:start', phase: 'build', host, role: 'web' },
      { type: 'phase:start', phase: 'activate', hosts: [host] },
      { type: 'host:end', phase: 'activate', host, status: 'changed', ms: 100 },
    ),
  );
  expect(screen).toEqual(['build', '✔ web-1', 'activate', '✔ web-1  changed 0.1s']);
});

test('on many hosts, steps that found nothing to do get no line', async () => {
  const hosts = Array.from({ length: 13 }, (_, index) => `web-${index}`);
  const step = { phase: 'provision', host: 'web-0', plugin: 'core', ms: 1 } as const;
  const screen = await screenAfter(
    recorded(
      { type: 'phase:start', phase: 'provision', hosts },
      { type: 'step:end', ...step, step: 'git is installed', status: 'ok' },
      { type: 'step:end', ...step, step: 'nginx is installed', status: 'changed' },
      { type: 'phase:end', phase: 'provision', ok: true, ms: 1 },
    ),
  );
  expect(screen.join('\n')).toContain('nginx is installed');
  expect(screen.join('\n')).not.toContain('git is installed');
});

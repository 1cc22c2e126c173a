import type { FckEventDraft } from '@fck/core';
import { afterEach, expect, test, vi } from 'vitest';
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

test('phases are drawn below each other', async () => {
  expect(await screenAfter([...halfFailedRun, ...halfFailedRun])).toEqual([...finished, ...finished]);
});

test('a diff stands under the host whose file it is', async () => {
  const screen = await screenAfter(halfFailedRun, true);
  const host = screen.findIndex((line) => line.includes('web-1'));
  const nextHost = screen.findIndex((line) => line.includes('web-2'));
  expect(screen.slice(host, nextHost)).toEqual(expect.arrayContaining([expect.stringMatching(/^ +\+new$/)]));
});

test('during a run, a row shows what its host does, with messages of the command below', async () => {
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
    { type: 'run:end', run: 'r', ok: false, ms: 5, failures: [] },
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
  expect(screen).toEqual(['build', '- web-1', 'activate', '✔ web-1  changed 0.1s']);
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

const manyHosts = Array.from({ length: 200 }, (_, index) => `web-${index}`);
const working = recorded(
  { type: 'phase:start', phase: 'prepare', hosts: manyHosts },
  ...manyHosts.slice(0, 150).flatMap((host): FckEventDraft[] => [
    { type: 'host:start', phase: 'prepare', host, role: 'web' },
    { type: 'step:start', phase: 'prepare', host, plugin: 'core', step: `copy to ${host}` },
  ]),
  { type: 'host:end', phase: 'prepare', host: 'web-140', status: 'failed', ms: 9, note: 'it answers 500' },
);

test('with more hosts than lines it shows the failed and the slowest, and is never higher than the terminal', async () => {
  const output = new FakeOutput(true);
  const reporter = liveOn(output);
  for (const event of working) reporter.receive(event);
  await expect.poll(() => screenOf(output.text).join('\n')).toContain('more');
  const screen = screenOf(output.text);
  expect(screen.length).toBeLessThanOrEqual(output.rows);
  expect(screen[1]).toMatch(/1\/200 hosts {3}✖ 1 {3}149 at work {3}· 50 queued/);
  expect(screen[2]).toContain('web-140  failed 0.0s  it answers 500');
  expect(screen[3]).toContain('web-0  copy to web-0');
});

test('an event draws nothing by itself', async () => {
  const output = new FakeOutput(true);
  const written = vi.spyOn(output, 'write');
  const reporter = liveOn(output);
  vi.useFakeTimers({ toFake: ['setInterval'] });
  try {
    for (const event of working) reporter.receive(event);
    await expect.poll(() => screenOf(output.text).join('\n')).toContain('prepare');
    await new Promise((resolve) => setImmediate(resolve));
    expect(written.mock.calls.length).toBeLessThanOrEqual(2);
    vi.advanceTimersToNextTimer();
    expect(written.mock.calls.length).toBeLessThanOrEqual(3);
  } finally {
    vi.useRealTimers();
  }
});

test('of many hosts, those that had nothing to do are counted', async () => {
  const [first = '', ...others] = manyHosts;
  const end = (host: string, status: 'ok' | 'changed'): FckEventDraft => ({
    type: 'host:end',
    phase: 'prepare',
    host,
    status,
    ms: 100,
  });
  const screen = await screenAfter(
    recorded(
      { type: 'phase:start', phase: 'prepare', hosts: manyHosts },
      end(first, 'changed'),
      ...others.map((host) => end(host, 'ok')),
      { type: 'phase:end', phase: 'prepare', ok: true, ms: 1 },
    ),
  );
  expect(screen).toEqual(['prepare', '✔ web-0  changed 0.1s', '✔ 199 other hosts  ok']);
});

test('what waits is shown as waiting, with what it waits for', async () => {
  const output = new FakeOutput(true);
  const reporter = liveOn(output);
  const host = 'web-2';
  const events = recorded(
    { type: 'phase:start', phase: 'build', hosts: ['web-1', host] },
    { type: 'host:start', phase: 'build', host, role: 'web' },
    { type: 'wait:start', host, for: 'web-1 to make the build' },
  );
  for (const event of events) reporter.receive(event);
  await expect
    .poll(() => screenOf(output.text).join('\n'))
    .toContain('web-2  waits for web-1 to make the build');
});

test('who leaves at once finds no frozen spinner', async () => {
  const output = new FakeOutput(true);
  const reporter = liveOn(output);
  for (const event of working) reporter.receive(event);
  await expect.poll(() => screenOf(output.text).join('\n')).toContain('more');
  reporter.leave('Left at once.');
  const after = output.text;
  expect(screenOf(after).at(-1)).toBe('Left at once.');
  expect(screenOf(after).join('\n')).not.toMatch(/[⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏]/);
  for (const event of halfFailedRun) reporter.receive(event);
  await reporter.close();
  expect(output.text).toBe(after);
});

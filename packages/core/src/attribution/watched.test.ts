import { setTimeout as delay } from 'node:timers/promises';
import { type TestProject, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FckContainer } from '../fck.js';
import { uncaughtFailure } from '../plugin/diagnostics/unawaited.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { onHost, runAs } from './attribution.js';
import { Clock, DEFAULT_TIMEOUTS, type Watch } from './watched.js';

async function project(
  limits: Record<string, number>,
  apply: (fck: FckContainer) => void,
): Promise<TestProject> {
  const made = await testFck({ limits }, [definePlugin({ name: 'slow', apply })]);
  onTestFinished(() => made.remove());
  return made;
}

const notesOf = ({ events }: TestProject) =>
  events.flatMap((event) =>
    // A busy machine may report other plugins, too.
    event.type === 'note' && event.plugin === 'slow' && event.text.includes('has been working')
      ? [event.text]
      : [],
  );

describe('a tap that takes long', () => {
  it('is reported while it works, at growing intervals, and may finish', async () => {
    const made = await project({ notice: 0.05 }, (fck) => {
      const thirdNote = new Promise<void>((resolve) => {
        fck.hooks.event.tap('slow', (event) => {
          if (event.type === 'note' && event.text.endsWith('for 0.2 s')) resolve();
        });
      });
      fck.hooks.provision.tapPromise('slow', () => thirdNote);
    });
    await made.fck.run(['provision']);
    expect(notesOf(made)).toEqual(
      [0.05, 0.1, 0.2].map((s) => `the plugin "slow" has been working on the provision hook for ${s} s`),
    );
    expect(made.events).toContainEqual(
      expect.objectContaining({ type: 'note', plugin: 'slow', host: 'local', level: 'info' }),
    );
  });

  it('fails at its time limit', async () => {
    const { fck } = await project({ hook: 1 }, (fck) =>
      fck.hooks.provision.tapPromise('slow', () => new Promise(() => undefined)),
    );
    await expect(fck.run(['provision'])).rejects.toMatchObject({
      code: 'HOOK_TIMEOUT',
      plugin: 'slow',
      hook: 'provision',
      host: 'local',
    });
  });

  it('reports the plugin that it waits for, if that is another one', async () => {
    const told: string[] = [];
    const watch: Watch = {
      timeouts: () => ({ ...DEFAULT_TIMEOUTS, notice: 0.05 }),
      note: ({ plugin }) => told.push(plugin),
    };
    const work = { hook: 'build', host: 'local', clock: new Clock(), watch };
    await runAs('user', () => runAs('maker', () => delay(80)), work);
    expect(told).toEqual(['maker']);
  });
});

describe('a plugin that goes on after an interruption', () => {
  const watch: Watch = { timeouts: () => ({ ...DEFAULT_TIMEOUTS, interrupt: 0.05 }), note: () => undefined };

  it('is waited for by as many as there are, and Node sees no leak in that', async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => void warnings.push(warning);
    process.on('warning', warned);
    onTestFinished(() => void process.off('warning', warned));
    const { signal } = new AbortController();
    const many = Array.from({ length: 30 }, () =>
      runAs('slow', () => delay(1), { hook: 'build', clock: new Clock(), watch, signal }),
    );
    await Promise.all(many);
    // Warnings come in a turn of their own.
    await delay(0);
    expect(warnings).toEqual([]);
  });
  const forever = () => new Promise<void>(() => undefined);

  it.each(['before', 'after'])('is given up, if it began %s it', async (order) => {
    const controller = new AbortController();
    const { signal } = controller;
    if (order === 'after') controller.abort();
    const working = runAs('slow', forever, {
      hook: 'build',
      host: 'local',
      clock: new Clock(),
      watch,
      signal,
    });
    controller.abort();
    await expect(working).rejects.toMatchObject({
      code: 'HOOK_INTERRUPTED',
      plugin: 'slow',
      hook: 'build',
      host: 'local',
    });
  });

  it('may finish a command on a host', async () => {
    const controller = new AbortController();
    const { signal } = controller;
    const command = () => onHost(async () => void (await delay(200)));
    const working = runAs('slow', command, { hook: 'build', clock: new Clock(), watch, signal });
    controller.abort();
    await expect(working).resolves.toBeUndefined();
  });
});

describe('an exception that nothing caught', () => {
  it('fails the work that set the timer, while it is awaited', async () => {
    const watch: Watch = { timeouts: () => DEFAULT_TIMEOUTS, note: () => undefined };
    // As in the event `uncaughtException` of the process, which has the context of the timer.
    const work = () =>
      new Promise<void>(() => void setTimeout(() => uncaughtFailure(new RangeError('no luck')), 1));
    const working = runAs('slow', work, { hook: 'build', host: 'local', clock: new Clock(), watch });
    await expect(working).rejects.toMatchObject({
      code: 'PLUGIN_UNCAUGHT',
      message: expect.stringContaining('in its build hook: no luck'),
      plugin: 'slow',
      host: 'local',
    });
  });
});

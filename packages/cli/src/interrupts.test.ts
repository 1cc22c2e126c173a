import { FckError } from '@fck/core';
import { expect, test } from 'vitest';
import { main } from './main.js';
import { fakeIo } from './testing/fake-io.test.helper.js';
import { type FakeProjectOptions, fakeProject } from './testing/fake-project.test.helper.js';

const tasks = { build: { about: '', run: async () => {} } };
const interrupted = new FckError({ code: 'INTERRUPTED', message: 'Interrupted: nothing more was begun.' });

/** Starts a command and gives the way to interrupt it once its work is under way. */
function start(line: string, options: FakeProjectOptions) {
  const io = fakeIo();
  const project = fakeProject({ tasks, ...options });
  const ended = main(line.split(' '), io, async () => project.fck);
  return { io, project, ended, interrupt: (signal = 'SIGINT') => io.signals.emit(signal) };
}

test('one Ctrl-C finishes the step in hand, then ends with 130', async () => {
  const { io, project, ended, interrupt } = start('run build', {
    run: async ({ options }) => {
      await new Promise((resolve) => options.signal?.addEventListener('abort', resolve));
      throw interrupted;
    },
  });
  await expect.poll(() => project.runs).toHaveLength(1);
  interrupt();
  expect(await ended).toBe(130);
  expect(io.stderr.text).toMatch(
    /finishing the step in hand… Press Ctrl-C again[\s\S]*✖ Interrupted: nothing more was begun\./,
  );
  expect(project.closed).toBe(true);
});

test('a run that ends well in spite of it was interrupted all the same', async () => {
  const { project, ended, interrupt } = start('run build', {
    run: async ({ options }) => {
      await new Promise((resolve) => options.signal?.addEventListener('abort', resolve));
    },
  });
  await expect.poll(() => project.runs).toHaveLength(1);
  interrupt('SIGTERM');
  expect(await ended).toBe(143);
});

test('a second Ctrl-C leaves a run that does not end', async () => {
  const { io, project, ended, interrupt } = start('run build', { run: () => new Promise(() => {}) });
  await expect.poll(() => project.runs).toHaveLength(1);
  interrupt();
  interrupt();
  expect(await ended).toBe(130);
  expect(io.stderr.text).toMatch(/Left at once: a step that was begun on a host may still run there/);
});

test('a list is left at once', async () => {
  const io = fakeIo();
  const ended = main(['hosts'], io, () => new Promise(() => {}));
  io.signals.emit('SIGINT');
  expect(await ended).toBe(130);
  expect(io.stderr.text).toBe('');
});

test('afterwards signals are the process’s own again', async () => {
  const { io, ended } = start('run build', {});
  await ended;
  expect(io.signals.listenerCount('SIGINT') + io.signals.listenerCount('SIGTERM')).toBe(0);
});

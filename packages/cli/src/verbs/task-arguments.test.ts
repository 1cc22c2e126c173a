import type { Task } from '@fck/core';
import { expect, test } from 'vitest';
import { fakeProject } from '../testing/fake-project.test.helper.js';
import { readTaskArguments } from './task-arguments.js';

function task(args: NonNullable<Task['args']> = {}): Task {
  return { about: '', args, run: async () => {} };
}

const { fck } = fakeProject({
  tasks: {
    build: task(),
    rollback: task({ to: { about: 'the build', kind: 'text' }, hard: { about: 'at once', kind: 'boolean' } }),
    pack: task({
      skip: { about: '', kind: 'list' },
      depth: { about: 'how deep', kind: 'number', required: true },
    }),
    destroy: task({ yes: { about: 'do not ask', kind: 'boolean' } }),
    release: { ...task(), dependsOn: ['rollback'] },
  },
});

function read(
  line: string,
  more: { yes?: boolean; tasks?: readonly string[]; usual?: readonly string[] } = {},
) {
  return readTaskArguments(line.split(' ').filter(Boolean), fck, { yes: false, ...more });
}

test.each([
  ['rollback --to notes_00001', { tasks: ['rollback'], args: { to: 'notes_00001' } }],
  ['rollback --to=a=b build', { tasks: ['rollback', 'build'], args: { to: 'a=b' } }],
  ['rollback --hard build', { tasks: ['rollback', 'build'], args: { hard: true } }],
  ['release --to notes_00001', { tasks: ['release'], args: { to: 'notes_00001' } }],
  ['rollback --no-hard', { tasks: ['rollback'], args: { hard: false } }],
  ['rollback --hard=no', { tasks: ['rollback'], args: { hard: 'no' } }],
  ['pack --skip a --skip b,c --depth -3', { tasks: ['pack'], args: { skip: 'a,b,c', depth: '-3' } }],
  ['', { tasks: [], args: {} }],
])('%s', async (line, expected) => {
  expect(await read(line)).toEqual(expected);
});

test.each([
  ['nonsense', 'There is no "nonsense".'],
  ['build --to', 'Neither the command nor these tasks have --to.'],
  ['rollback --to', '--to needs a value: the build.'],
  ['rollback --to --hard', '--to needs a value: the build.'],
  ['rollback --hrad', 'Neither the command nor these tasks have --hrad. Did you mean --hard?'],
])('%s is refused', async (line, message) => {
  await expect(read(line)).rejects.toThrow(message);
});

test('everything that is wrong is listed at once', async () => {
  await expect(read('pack rollback --dept 3 --to')).rejects.toMatchObject({
    message: 'The arguments have 3 problems.',
    detail: [
      'Neither the command nor these tasks have --dept. Did you mean --depth?',
      '--to needs a value: the build.',
      'The task "pack" needs --depth: how deep.',
    ].join('\n'),
  });
});

test('a verb with its own tasks takes their arguments, and no names', async () => {
  expect(await read('--to x', { tasks: ['build', 'rollback'] })).toEqual({
    tasks: ['build', 'rollback'],
    args: { to: 'x' },
  });
  await expect(read('build', { tasks: ['build'] })).rejects.toThrow('"build" is one word too many');
});

test('without a name, the usual tasks are meant', async () => {
  expect(await read('--hard', { usual: ['rollback'] })).toEqual({
    tasks: ['rollback'],
    args: { hard: true },
  });
  expect((await read('build', { usual: ['rollback'] })).tasks).toEqual(['build']);
});

test('--yes reaches a task that knows it, and no other', async () => {
  expect((await read('destroy', { yes: true })).args).toEqual({ yes: true });
  expect((await read('build', { yes: true })).args).toEqual({});
});

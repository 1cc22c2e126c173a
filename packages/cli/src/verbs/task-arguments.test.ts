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
    rollback: task({ to: { about: 'the build', kind: 'text' }, hard: { about: 'at once', kind: 'switch' } }),
    destroy: task({ yes: { about: 'do not ask', kind: 'switch' } }),
    release: { ...task(), dependsOn: ['rollback'] },
  },
});

function read(line: string, yes = false) {
  return readTaskArguments(line.split(' ').filter(Boolean), fck.tasks, { yes });
}

test.each([
  ['rollback --to notes_00001', { tasks: ['rollback'], args: { to: 'notes_00001' } }],
  ['rollback --to=a=b build', { tasks: ['rollback', 'build'], args: { to: 'a=b' } }],
  ['rollback --hard build', { tasks: ['rollback', 'build'], args: { hard: true } }],
  ['release --to notes_00001', { tasks: ['release'], args: { to: 'notes_00001' } }],
  ['', { tasks: [], args: {} }],
])('%s', (line, expected) => {
  expect(read(line)).toEqual(expected);
});

test.each([
  ['nonsense', 'There is no "nonsense".'],
  ['build --to x', 'Unknown option --to'],
  ['rollback --to', 'The option --to needs a value: the build'],
  ['rollback --hard=no', 'The option --hard takes no value'],
  ['rollback --hrad', 'neither the command nor these tasks have it. Did you mean "--hard"?'],
])('%s is refused', (line, message) => {
  expect(() => read(line)).toThrow(message);
});

test('--yes reaches a task that knows it, and no other', () => {
  expect(read('destroy', true).args).toEqual({ yes: true });
  expect(read('build', true).args).toEqual({});
});

import { command, definePlugin } from '@fck/core';
import { expect, it, onTestFinished } from 'vitest';
import { runCommand } from './run-command.js';
import { testFck } from './test-fck.js';

const cloud = definePlugin({
  name: 'cloud',
  apply(fck) {
    const list = command({
      about: 'lists machines',
      options: { limit: { about: 'at most', kind: 'number', default: 20, env: 'LIMIT' } },
      run: async ({ args, options, dryRun, progress }) => {
        progress('asking');
        return { document: { args, limit: options.limit, dryRun }, exitCode: 2 };
      },
    });
    fck.commands.register('machines', list);
    fck.commands.register('cloud', { about: 'the cloud', commands: { list } });
  },
});

it('runs a verb, or a verb of a group, with its options read as it declares them', async () => {
  const { fck, remove } = await testFck({}, [cloud], { env: { LIMIT: '7' } });
  onTestFinished(remove);
  const told: string[] = [];
  const more = {
    args: ['eu'],
    options: { limit: '3' },
    dryRun: true,
    progress: (text: string) => told.push(text),
  };
  expect(await runCommand(fck, 'cloud list', more)).toEqual({
    document: { args: ['eu'], limit: 3, dryRun: true },
    exitCode: 2,
  });
  expect(told).toEqual(['asking']);
  expect((await runCommand(fck, 'machines')).document).toEqual({ args: [], limit: 7, dryRun: false });
  await expect(runCommand(fck, 'machines', { options: { limit: 'many' } })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: '--limit must be a number, not "many".',
  });
  await expect(runCommand(fck, 'cloud')).rejects.toThrow('"cloud" is a group: add one of its verbs, list.');
  await expect(runCommand(fck, 'cloud lst')).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
});

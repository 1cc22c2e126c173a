import { definePlugin, sh } from '@fck/core';
import { expect, it } from 'vitest';
import { expectCommands } from './expect-commands.js';
import { fakePhaseContext } from './fake-phase-context.js';
import { fckWith } from './fck-with.js';

declare module '../../core/src/api/hooks.js' {
  interface Hooks {
    readonly index: import('@fck/core').PhaseHook;
  }
}

const indexing = definePlugin({
  name: 'indexing',
  apply(fck) {
    fck.phases.register('index', { about: 'indexes the pages' });
    fck.hooks.index.tapPromise('indexing', async ({ remote, args, undo, buildToActivate }) => {
      const { name } = await buildToActivate();
      await undo('indexing.drop', name);
      await remote.run(sh`index ${name} ${String(args['depth'])}`);
    });
    fck.undoSteps.register('indexing.drop', ({ remote }, name) => remote.run(sh`drop-index ${String(name)}`));
  },
});

it('gives the build and the arguments, and undoes what was recorded', async () => {
  const fck = await fckWith(indexing);
  const context = fakePhaseContext({ fck, build: { name: 'shop_00007_c0ffee1' }, args: { depth: 3 } });
  await fck.hooks.index.promise(context);
  expect(context.undoEntries).toEqual([{ step: 'indexing.drop', data: 'shop_00007_c0ffee1' }]);
  await context.undoAll();
  expectCommands(context.remote, ['index shop_00007_c0ffee1 3', 'drop-index shop_00007_c0ffee1']);
  await expect(context.undo('indexing.lost', null)).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
});

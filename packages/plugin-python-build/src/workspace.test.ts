import { definePlugin, sh } from '@fck/core';
import { testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import { inWorkspace, workspaceFor } from './workspace.js';

it('what is temporary is closed to other local users, and gone afterwards', async () => {
  const modes: string[] = [];
  const probe = definePlugin({
    name: 'probe',
    apply(fck) {
      fck.tasks.register('probe', {
        about: 'works in a workspace',
        run: (task) =>
          task.eachHost(async (context) => {
            const workspace = workspaceFor(context.paths, context.role.name, 'shop_00001_abc1234', []);
            const modeOf = sh`stat -c %a -- ${workspace.folder} 2>/dev/null || echo gone`;
            await inWorkspace(context, workspace, async () => {
              modes.push(await context.remote.query(modeOf));
            });
            modes.push(await context.remote.query(modeOf));
          }),
      });
    },
  });
  const project = await testFck({}, [probe]);
  onTestFinished(() => project.remove());
  await project.fck.run(['probe']);
  expect(modes).toEqual(['700', 'gone']);
});

import { definePlugin, type ProvisionContext, sh } from '@fck/core';
import {
  expectCommands,
  expectIdempotent,
  expectIdempotentRun,
  fakeProvisionContext,
  testFck,
} from '@fck/testing';
import { expect, it } from 'vitest';

/** The plugin that is tested: a message of the day, and a service that shows it. */
function motd({ declare, paths }: ProvisionContext): void {
  const file = `${paths.project}/motd`;
  const text = 'Deployed by fck.\n';
  declare({
    name: 'the message of the day is there',
    check: async (remote) => (await remote.read(file)) === text,
    apply: async (remote) => {
      await remote.write(file, text);
      if (await remote.test(sh`command -v show-motd`)) await remote.as('root').run(sh`show-motd ${file}`);
    },
  });
}

const plugin = definePlugin({
  name: 'motd',
  apply: (fck) => fck.hooks.provision.tap('motd', motd),
});

it('shows the message once it is written', async () => {
  const context = fakeProvisionContext({ answers: [['command -v show-motd', true]] });
  motd(context);
  expect(await context.applySteps()).toEqual(['the message of the day is there']);
  expect(context.remote.files.get('/opt/www/shop/motd')).toBe('Deployed by fck.\n');
  expectCommands(context.remote, ['root: show-motd /opt/www/shop/motd']);
});

it('does nothing twice', () => expectIdempotent(motd, { answers: [['command -v show-motd', false]] }));

it('does nothing twice on a real machine either', async () => {
  const project = await testFck({}, [plugin]);
  try {
    await expectIdempotentRun(project, ['provision']);
  } finally {
    await project.remove();
  }
});

import { type ActivationContext, definePlugin, sh } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { expectCommands } from './expect-commands.js';
import { fakeActivationContext } from './fake-activation-context.js';
import { fakeProvisionContext } from './fake-provision-context.js';
import { fckWith } from './fck-with.js';

/** A link that the switch moves to the new build, out of a load balancer meanwhile. */
const linked = definePlugin({
  name: 'linked',
  schema: z.strictObject({ path: z.string().default('/srv/current') }),
  apply(fck, { path }) {
    fck.undoSteps.register('linked.back', async ({ remote }, data, { switched }) => {
      await remote.run(sh`ln -sfn ${String(data)} ${switched ? path : 'never'}`);
    });
    fck.hooks.activate.tapPromise('linked', async (context: ActivationContext) => {
      const { remote, buildPath } = context;
      const join = () => remote.run(sh`balancer add ${context.host.name}`);
      context.rotation('the balancer', {
        undoEntry: async () => ({ step: 'linked.back', data: 'balancer' }),
        leave: () => remote.run(sh`balancer remove ${context.host.name}`),
        join,
      });
      context.switch(
        'move the link',
        () => remote.run(sh`ln -sfn ${buildPath} ${path}`),
        async () => ({ step: 'linked.back', data: await remote.query(sh`readlink ${path}`) }),
      );
      context.verify('the link is there', () => remote.expect('the link', sh`test -L ${path}`));
      context.finish('tell the log', () => remote.run(sh`logger done`));
    });
  },
});

async function activation(isThere: boolean) {
  const fck = await fckWith(linked, { path: '/srv/app' });
  const context = fakeActivationContext({
    fck,
    answers: [
      [/^readlink/, '/opt/www/shop/builds/old\n'],
      [/^test -L/, isThere],
      [/^logger/, 1],
    ],
  });
  await fck.hooks.activate.promise(context);
  return context;
}
const build = '/opt/www/shop/builds/shop_00001_c0ffee1';

describe('fakeActivationContext', () => {
  it('prepares, and keeps the rest for later', async () => {
    const context = await activation(true);
    expectCommands(context.remote, []);
    expect(context.registered).toEqual({
      switches: ['move the link'],
      verifications: ['the link is there'],
      finishes: ['tell the log'],
      rotations: ['the balancer'],
    });
  });

  it('activates in the order of a run; a failure of `finish` is a warning', async () => {
    const context = await activation(true);
    await context.activate();
    expectCommands(context.remote, [
      'balancer remove web-1',
      `ln -sfn ${build} /srv/app`,
      'balancer add web-1',
      'logger done',
    ]);
    expect(context.steps).toEqual([
      'leave the balancer',
      'move the link',
      'the link is there',
      'join the balancer',
      'tell the log',
    ]);
    expect(context.warnings).toEqual([expect.stringContaining('"tell the log" failed')]);
    expect(context.undoEntries).toEqual([
      { step: 'linked.back', data: 'balancer' },
      { step: 'linked.back', data: '/opt/www/shop/builds/old' },
    ]);
  });

  it('undoes everything, last first, if the verification fails', async () => {
    const context = await activation(false);
    await expect(context.activate()).rejects.toThrow('the link was expected');
    expectCommands(context.remote, [
      'balancer remove web-1',
      `ln -sfn ${build} /srv/app`,
      'ln -sfn /opt/www/shop/builds/old /srv/app',
      'ln -sfn balancer /srv/app',
    ]);
    expect(context.undoEntries).toEqual([]);
  });

  it('knows only registered undo steps', async () => {
    await expect(fakeActivationContext().undo('linked.bak', null)).rejects.toThrow('"linked.bak"');
  });
});

describe('fckWith', () => {
  it('has the taps of one plugin, without those of core', async () => {
    const fck = await fckWith(linked);
    expect(fck.hooks.activate.taps.map(({ name }) => name)).toEqual(['linked']);
    expect(fck.hooks.provision.taps).toEqual([]);
    const context = fakeProvisionContext({ fck, values: { 'provision.tools': ['git'] } });
    await fck.hooks.provision.promise(context);
    expect(context.declared).toEqual([]);
  });

  it('checks the options', async () => {
    await expect(fckWith(linked, { path: 7 as never })).rejects.toThrow(
      /options of the plugin "linked" are wrong/,
    );
  });
});

import { folderHosts, type TestProject, testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import type { FckEvent } from '../api/events.js';
import type { PluginEntry } from '../api/plugin.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';

/** The messages of a notifier that is written from the docs alone. */
function notifier(messages: string[]): PluginEntry {
  return definePlugin({
    name: 'notifier',
    apply(fck) {
      fck.hooks.done.tapPromise('notifier', async ({ ok, failures }) => {
        if (ok) return;
        for (const { host, phase, step, plugin, code, message, hint } of failures)
          messages.push(
            `${host ?? 'everywhere'} in ${phase} (${plugin}: ${step}): ${code}: ${message} ${hint}`,
          );
      });
    },
  });
}

const wrong = definePlugin({
  name: 'wrong',
  apply(fck) {
    fck.hooks.provision.tap('wrong', ({ declare, host }) =>
      declare({
        name: 'a greeting',
        check: async () => false,
        apply: async () => {
          throw new Error(`${host.name} has no room left`);
        },
      }),
    );
    fck.tasks.register('whole', {
      about: 'fails as a whole',
      run: async () => {
        throw new Error('no luck');
      },
    });
    fck.tasks.register('steps', {
      about: 'goes on after a failed step',
      run: ({ eachHost }) =>
        eachHost(async ({ step }) => {
          const fail = () => Promise.reject(new Error('forgiven'));
          await step('first', fail).catch(() => undefined);
          throw new Error('not forgiven');
        }),
    });
  },
});

async function project(hosts: readonly string[], messages: string[] = []): Promise<TestProject> {
  const made = await testFck({ roles: { web: { hosts: folderHosts(...hosts) } } }, [
    wrong,
    notifier(messages),
  ]);
  onTestFinished(() => made.remove());
  return made;
}

const endOf = (events: readonly FckEvent[]) => events.find((event) => event.type === 'run:end');

it('a notifier can tell what failed on which host, and why, when all of them fail', async () => {
  const messages: string[] = [];
  const { fck, events } = await project(['web-1', 'web-2'], messages);
  await expect(fck.run(['provision'])).rejects.toMatchObject({ code: 'HOSTS_FAILED' });
  const why = 'PLUGIN_FAILED: The plugin "wrong" failed in its provision hook:';
  expect(messages.toSorted()).toEqual([
    expect.stringContaining(`web-1 in provision (wrong: a greeting): ${why} web-1 has no room left`),
    expect.stringContaining(`web-2 in provision (wrong: a greeting): ${why} web-2 has no room left`),
  ]);
  expect(endOf(events)).toMatchObject({
    ok: false,
    failures: [
      { task: 'provision', role: 'web', hook: 'provision', host: expect.stringMatching(/^web-/) },
      { task: 'provision', role: 'web', hook: 'provision', host: expect.stringMatching(/^web-/) },
    ],
  });
});

it('one host that fails is reported in the same way, and the error as an event', async () => {
  const { fck, events } = await project(['web-1']);
  await expect(fck.run(['provision'])).rejects.toMatchObject({ code: 'PLUGIN_FAILED' });
  expect(endOf(events)).toMatchObject({ failures: [{ host: 'web-1', step: 'a greeting', plugin: 'wrong' }] });
  const error = events.find((event) => event.type === 'error');
  expect(error).toMatchObject({ code: 'PLUGIN_FAILED', host: 'web-1', plugin: 'wrong', v: 1 });
  expect(error?.type === 'error' && error.run).toBe(endOf(events)?.run);
  expect(events.filter((event) => event.type === 'error')).toHaveLength(1);
});

it('a task that fails on no host has one failure without a host', async () => {
  const { fck, events } = await project(['web-1']);
  await expect(fck.run(['whole'])).rejects.toMatchObject({ code: 'PLUGIN_FAILED' });
  const { failures } = endOf(events) ?? {};
  expect(failures).toEqual([expect.objectContaining({ task: 'whole', plugin: 'wrong' })]);
  expect(failures?.[0]).not.toHaveProperty('host');
});

it('a failed step that a plugin has handled is not the step of a later failure', async () => {
  const { fck, events } = await project(['web-1']);
  await expect(fck.run(['steps'])).rejects.toMatchObject({ code: 'PLUGIN_FAILED' });
  expect(endOf(events)?.failures[0]).not.toHaveProperty('step');
});

it('a run that succeeds has no failures', async () => {
  const { fck } = await project(['web-1']);
  expect(await fck.run(['deactivate'])).toMatchObject({ ok: true, failures: [] });
});

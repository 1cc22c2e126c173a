import { folderHosts, testFck } from '@fck/testing';
import { expect, it, onTestFinished } from 'vitest';
import type { Run } from '../api/run.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { runState } from './run-state.js';

/** Two roles whose hosts a plugin looks at, in tasks and when it is asked for hosts. */
async function start() {
  const runs: [string, Run][] = [];
  const seen = runState(() => new Set<string>());
  const counts: number[] = [];
  const watcher = definePlugin({
    name: 'watcher',
    apply: (fck) => {
      for (const name of ['look', 'again'])
        fck.tasks.register(name, {
          about: name,
          run: async ({ run, eachHost }) => {
            runs.push([`task ${name}`, run]);
            await eachHost(async (context) => {
              seen.of(context.run).add(context.host.name);
              runs.push([context.host.name, context.run]);
            });
          },
        });
      fck.hooks.inventory.tap('watcher', (hosts, { run }) => {
        runs.push(['inventory', run]);
        return hosts;
      });
      fck.hooks.done.tap('watcher', (_summary, run) => {
        runs.push(['done', run]);
        counts.push(seen.of(run).size);
      });
    },
  });
  const project = await testFck(
    { roles: { web: { hosts: folderHosts('web-1', 'web-2') }, db: { hosts: folderHosts('db-1') } } },
    [watcher],
  );
  onTestFinished(() => project.remove());
  return { ...project, runs, counts };
}

it('every context of a run has the same run, and what a plugin keeps for it begins empty', async () => {
  const { fck, runs, counts } = await start();
  runs.length = 0;
  const { run: id } = await fck.run(['look', 'again'], { roles: ['web'] });
  const [first] = runs;
  const run = first?.[1];
  expect(runs.map(([where]) => where).sort()).toEqual(
    ['done', 'task again', 'task look', 'web-1', 'web-1', 'web-2', 'web-2'].sort(),
  );
  expect(new Set(runs.map(([, one]) => one)).size).toBe(1);
  expect(run).toMatchObject({ id, reason: 'task', pipeline: undefined, tasks: ['look', 'again'] });
  expect(run?.startedAt).toBeInstanceOf(Date);
  expect([...(run?.hosts ?? [])].map(([role, hosts]) => [role, hosts.map(({ name }) => name)])).toEqual([
    ['web', ['web-1', 'web-2']],
  ]);
  await fck.run(['look'], { hosts: ['db-1'] });
  expect(counts).toEqual([2, 1]);
});

it('outside of runs, providers are told that fck only looks', async () => {
  const { runs } = await start();
  expect(runs.map(([where, { reason, tasks }]) => [where, reason, tasks])).toEqual(
    Array(2).fill(['inventory', 'look', []]),
  );
});

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderHosts, testFck } from '@fck/testing';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type ServingProject, servingProject } from '../../activation/activation-plugin.test.helper.js';
import type { Phase, PhaseContext, PhaseHook } from '../../api/phase.js';
import type { PluginEntry } from '../../api/plugin.js';
import { definePlugin } from '../../plugin/loading/define-plugin.js';

declare module '../../api/hooks.js' {
  interface Hooks {
    readonly migrate: PhaseHook;
    readonly warmUp: PhaseHook;
  }
}

/** A plugin with the phase `migrate`, which others tap. */
const migrating = (more: Partial<Phase> = {}) =>
  definePlugin({
    name: 'migrating',
    apply: (fck) =>
      fck.phases.register('migrate', {
        about: 'migrates the database',
        after: ['build'],
        before: ['activate'],
        pipelines: ['up', 'deploy'],
        ...more,
      }),
  });

/** A plugin that taps it. */
const tapping = (tap: (context: PhaseContext) => Promise<unknown> | unknown, name = 'tapping') =>
  definePlugin({
    name,
    apply: (fck) => {
      fck.hooks.migrate.tapPromise(name, async (context) => void (await tap(context)));
      fck.undoSteps.register(`${name}.back`, async ({ note }, data) =>
        note(`back from ${JSON.stringify(data)}`),
      );
    },
  });

async function project(plugins: readonly PluginEntry[], config: object = {}) {
  const roles = { web: { hosts: folderHosts('web-1', 'web-2') }, db: { hosts: folderHosts('db-1') } };
  const made = await testFck({ parallel: 1, roles, ...config }, plugins);
  onTestFinished(() => made.remove());
  return made;
}

describe('a phase of a plugin', () => {
  it.each([
    ['host', undefined, ['web-1', 'web-2', 'db-1']],
    ['role', undefined, ['web-1', 'db-1']],
    ['run', undefined, ['web-1']],
    ['run', 'db', ['db-1']],
    ['host', 'web', ['web-1', 'web-2']],
  ] as const)('of the scope %s calls its taps on its hosts (role: %s)', async (scope, role, expected) => {
    const seen: string[] = [];
    const on = role && ((_host: unknown, of: { readonly name: string }) => of.name === role);
    // The tap comes first: the order in `plugins:` does not matter.
    const { fck, events } = await project([
      tapping(({ host }) => seen.push(host.name)),
      migrating({ scope, on }),
    ]);
    await fck.run(['migrate']);
    expect(seen).toEqual(expected);
    expect(events.flatMap((event) => (event.type === 'phase:start' ? [event] : []))).toMatchObject([
      { phase: 'migrate', hosts: expected },
    ]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'profile', host: expected[0] }));
  });

  it('locks its hosts before its taps look at them', async () => {
    const { fck, events } = await project([migrating(), tapping(() => undefined)]);
    await fck.run(['migrate'], { hosts: ['web-1'] });
    expect(events).toContainEqual(
      expect.objectContaining({
        type: 'profile',
        host: 'web-1',
        phases: [expect.objectContaining({ phase: 'lock' }), expect.objectContaining({ phase: 'migrate' })],
      }),
    );
  });

  it('names the plugin, the hook and the host of a failing tap', async () => {
    const fail = () => Promise.reject(new Error('no such table'));
    const { fck } = await project([migrating({ scope: 'run' }), tapping(fail)]);
    await expect(fck.run(['migrate'])).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      plugin: 'tapping',
      hook: 'migrate',
      host: 'web-1',
    });
  });

  it('has a hook of its own name, and one hook of a wrong name is found once all plugins are applied', async () => {
    const warming = definePlugin({
      name: 'warming',
      apply: (fck) => fck.phases.register('warm-up', { about: 'warms up' }),
    });
    const { fck } = await project([warming]);
    expect('warmUp' in fck.hooks).toBe(true);
    const wrong = definePlugin({
      name: 'wrong',
      // The name of a hook that does not exist.
      apply: (of) => void Reflect.get(of.hooks, 'migrat').tap('wrong', () => undefined),
    });
    await expect(testFck({}, [wrong, migrating()])).rejects.toMatchObject({
      code: 'HOOK_UNKNOWN',
      plugin: 'wrong',
      message: 'There is no hook "migrat". Did you mean "migrate"?',
    });
  });

  it('cannot have the name of another phase or task', async () => {
    const second = definePlugin({
      name: 'second',
      apply: (fck) => fck.phases.register('migrate', { about: 'migrates too' }),
    });
    await expect(testFck({}, [migrating(), second])).rejects.toMatchObject({
      code: 'NAME_TAKEN',
      message: expect.stringMatching(/"migrate" is already registered by migrating.*second/),
    });
    const third = definePlugin({
      name: 'third',
      apply: (fck) => fck.phases.register('prune', { about: 'prunes too' }),
    });
    await expect(testFck({}, [third])).rejects.toMatchObject({ code: 'NAME_TAKEN', plugin: 'third' });
  });

  it.each([
    [{ scope: 'hosts' }, "`scope` as 'host', 'role' or 'run'"],
    [{ pipelines: ['release'] }, "`pipelines` as a list of 'up' and 'deploy'"],
    [{ before: 'activate' }, '`before` as a list of names'],
  ])('is refused with %j', async (more, needed) => {
    await expect(testFck({}, [migrating(more as unknown as Phase)])).rejects.toMatchObject({
      code: 'ENTRY_SHAPE',
      plugin: 'migrating',
      message: expect.stringContaining(needed),
    });
  });
});

describe('the order of phases', () => {
  const order = async (plugins: readonly PluginEntry[], tasks: readonly string[]) => {
    const { fck, events } = await project(plugins);
    await fck.run(tasks, { dryRun: true }).catch(() => undefined);
    return events.flatMap((event) => (event.type === 'run:start' ? event.tasks : []));
  };

  it('is that of `before` and `after`, whatever the order of the names; neither pulls in', async () => {
    expect(await order([migrating()], ['activate', 'migrate', 'build'])).toEqual([
      'build',
      'migrate',
      'activate',
    ]);
    expect(await order([migrating()], ['migrate'])).toEqual(['migrate']);
  });

  it('puts it into the pipelines that it joins', async () => {
    expect(await order([migrating()], ['deploy'])).toEqual(['build', 'migrate', 'activate']);
    expect(await order([migrating()], ['up'])).toEqual([
      'create',
      'provision',
      'build',
      'migrate',
      'activate',
    ]);
  });

  it('pulls in what it needs', async () => {
    expect(await order([migrating({ needs: ['build'] })], ['migrate'])).toEqual(['build', 'migrate']);
  });

  it('in a circle names all members and their owners', async () => {
    const { fck } = await project([migrating({ after: ['activate'], before: ['build'] })]);
    await expect(fck.run(['deploy'])).rejects.toMatchObject({
      code: 'TASK_CYCLE',
      message: expect.stringMatching(/in a circle: .*build -> migrate|migrate -> activate/),
      hint: expect.stringMatching(/core \(\w+\).*migrating \(migrate\)|migrating \(migrate\).*core/),
    });
  });

  it('with a mistyped name is refused; names of plugins that are not loaded are ignored', async () => {
    await expect(testFck({}, [migrating({ before: ['activat'] })])).rejects.toMatchObject({
      code: 'NAME_UNKNOWN',
      plugin: 'migrating',
      message: expect.stringMatching(/named "activat".*"activate"/),
    });
    await project([migrating({ before: ['warm-the-caches'] })]);
  });
});

describe('what a phase has recorded to undo', () => {
  let serving: ServingProject;
  const seen: string[] = [];
  const notes = () =>
    serving.events.flatMap((event) =>
      event.type === 'note' && event.text.startsWith('back') ? [event.text] : [],
    );
  const record = async ({ undo, host, buildToActivate }: PhaseContext) => {
    const { name } = await buildToActivate();
    seen.push(`${name} on ${host.name}`);
    await undo('tapping.back', [host.name, 1]);
    await undo('tapping.back', [host.name, 2]);
  };
  const smoke = definePlugin({
    name: 'smoke',
    apply: (fck) =>
      fck.tasks.register('smoke', {
        about: 'fails',
        after: ['activate'],
        run: async () => {
          throw new Error('no page');
        },
      }),
  });

  beforeEach(async () => {
    seen.length = 0;
    serving = await servingProject(undefined, undefined, undefined, [migrating(), tapping(record), smoke]);
  });

  it('is undone, last first, if a later phase fails; a resumed run does the phase again', async () => {
    serving.services.trouble('sick', 'two');
    await expect(serving.fck.run(['deploy'])).rejects.toMatchObject({ host: 'two' });
    expect(seen).toEqual(['shop_00001_abc1234 on one', 'shop_00001_abc1234 on two']);
    expect(notes()).toEqual([
      'back from ["two",2]',
      'back from ["two",1]',
      'back from ["one",2]',
      'back from ["one",1]',
    ]);
    expect(serving.notesOf('undo').slice(-2)).toEqual(['two: migrate is undone', 'one: migrate is undone']);
    serving.services.trouble('sick', 'two', false);
    await serving.fck.resume();
    expect(seen).toHaveLength(4);
    expect(serving.state('two').serving['b']?.active).toBe('shop_00001_abc1234');
  });

  it('stays once the new build serves', async () => {
    await expect(serving.fck.run(['deploy', 'smoke'])).rejects.toThrow('no page');
    expect(serving.state('one').serving['a']?.active).toBe('shop_00001_abc1234');
    expect(notes()).toEqual([]);
  });

  it('is not called by a rollback', async () => {
    await serving.fck.run(['deploy']);
    await serving.fck.run(['deploy']);
    seen.length = 0;
    await serving.fck.run(['rollback']);
    expect(seen).toEqual([]);
  });

  it('is not recorded in a dry run, in which the build is only planned', async () => {
    await serving.fck.run(['deploy'], { dryRun: true });
    expect(seen).toEqual([]);
    expect(serving.events).toContainEqual(
      expect.objectContaining({ type: 'host:end', phase: 'migrate', status: 'planned' }),
    );
  });
});

it('a killed run undoes nothing: the phase counts as done when it is resumed', async () => {
  const seen: string[] = [];
  const { fck, folder } = await project([
    migrating({ scope: 'run' }),
    tapping(({ host }) => seen.push(host.name)),
  ]);
  fck.tasks.register('last', { about: '', run: async () => Promise.reject(new Error('no luck')) });
  await expect(fck.run(['migrate', 'last'])).rejects.toThrow('no luck');
  const runs = join(folder, '.fck/runs');
  const [file = ''] = readdirSync(runs);
  const lines = readFileSync(join(runs, file), 'utf8').split('\n');
  const text = lines.filter((line) => !line.includes('"run:end"')).join('\n');
  writeFileSync(join(runs, file), text.replace(`"pid":${process.pid}`, '"pid":99999999'));
  await expect(fck.resume()).rejects.toThrow('no luck');
  expect(seen).toEqual(['web-1']);
});

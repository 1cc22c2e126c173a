import { type TestProject, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { servingProject } from '../activation/activation-plugin.test.helper.js';
import type { Fck } from '../api/container.js';
import type { ActivationContext, HostContext } from '../api/contexts.js';
import { currentPlugin } from '../attribution/attribution.js';
import { DEFAULT_TIMEOUTS } from '../attribution/watched.js';
import { definePlugin } from './loading/define-plugin.js';

type Work = () => Promise<never>;

/** A plugin's function that hangs; from then on, the time limit for plugins is short. */
const deeds: readonly [string, (fck: Fck) => Work, object][] = [
  [
    'fails',
    () => async () => {
      throw new Error('no luck');
    },
    { code: 'PLUGIN_FAILED', plugin: 'wrong', message: expect.stringContaining('no luck') },
  ],
  [
    'never ends',
    (fck) => () => {
      Object.assign(fck, { timeouts: { ...DEFAULT_TIMEOUTS, hook: 0.05 } });
      return new Promise(() => undefined);
    },
    { code: 'HOOK_TIMEOUT', plugin: 'wrong' },
  ],
];

async function project(apply: (fck: Fck) => void): Promise<TestProject> {
  const made = await testFck({}, [definePlugin({ name: 'wrong', apply })]);
  onTestFinished(() => made.remove());
  return made;
}

describe.each(deeds)('a function of a plugin that %s', (_, doing, expected) => {
  const step = { name: 'it holds', check: async () => false, apply: async () => undefined };
  it.each<[string, (fck: Fck, work: Work) => void, string, string?]>([
    [
      'check of a step',
      (fck, check) => fck.hooks.provision.tap('wrong', ({ declare }) => declare({ ...step, check })),
      'provision',
      'step "it holds"',
    ],
    [
      'apply of a step',
      (fck, apply) => fck.hooks.provision.tap('wrong', ({ declare }) => declare({ ...step, apply })),
      'provision',
      'step "it holds"',
    ],
    [
      'condition of steps',
      (fck, condition) => fck.hooks.provision.tap('wrong', ({ onlyIf }) => onlyIf(condition).declare(step)),
      'provision',
      'condition of "it holds"',
    ],
    [
      'eachHost',
      (fck, work) => fck.tasks.register('smoke', { about: '', run: ({ eachHost }) => eachHost(work) }),
      'smoke',
      'task "smoke" of local',
    ],
  ])('names it and its host, and is bounded: %s', async (_, apply, task, what) => {
    const { fck } = await project((fck) => apply(fck, doing(fck)));
    const failure = fck.run([task]);
    await expect(failure).rejects.toMatchObject({ ...expected, host: 'local' });
    if ('code' in expected && expected.code === 'HOOK_TIMEOUT')
      await expect(failure).rejects.toThrow(`did not finish its ${what}`);
  });

  it('names it, and is bounded: adopt of a machine', async () => {
    const machine = { role: 'web', host: 'web-1', id: 'i-1', about: '', staysBecause: undefined };
    const { fck } = await project((fck) =>
      fck.hooks.adopt.tap('wrong', (machines) => [...machines, { ...machine, adopt: doing(fck) }]),
    );
    await expect(fck.run(['adopt-hosts'])).rejects.toMatchObject(expected);
  });

  it('names it, and is bounded: run of a task', async () => {
    const { fck } = await project((fck) => fck.tasks.register('smoke', { about: '', run: doing(fck) }));
    await expect(fck.run(['smoke'])).rejects.toMatchObject(expected);
  });

  const about = '';
  const schema = z.unknown();
  // Functions get only the argument in which they look for the host.
  const context = { host: { name: 'web-1' } } as HostContext;
  it.each<[string, (fck: Fck, work: Work) => void, (fck: Fck) => unknown]>([
    [
      'builder',
      (fck, build) => fck.builders.register('mine', { about, schema, kind: 'made', build }),
      (fck) => fck.builders.get('mine').build(context as never, {}),
    ],
    [
      'service',
      (fck, describe) => fck.services.register('mine', { about, schema, listens: false, describe }),
      (fck) => fck.services.get('mine').describe(context, {} as never),
    ],
    [
      'reverse proxy',
      (fck, remove) =>
        fck.proxies.register('mine', {
          about,
          schema,
          prepare: remove,
          remember: remove,
          switchTo: remove,
          undoSwitch: remove,
          address: () => ({ url: '' }),
          workMark: remove,
          drained: remove,
          remove,
        }),
      (fck) => fck.proxies.get('mine').remove(context, ''),
    ],
    [
      'process manager',
      (fck, stop) =>
        fck.processManagers.register('mine', {
          about,
          start: stop,
          stop,
          list: stop,
          running: stop,
          mainProcess: stop,
          logs: stop,
        }),
      (fck) => fck.processManagers.get('mine').stop(context, ''),
    ],
    [
      'source of code',
      (fck, checkout) => fck.sources.register('mine', { about, names: () => [], checkout }),
      (fck) => fck.sources.get('mine').checkout(context, ''),
    ],
    [
      'distributor',
      (fck, copy) => fck.distributors.register('mine', { about, copy }),
      (fck) =>
        fck.distributors.choose(undefined, '').value.copy(context, {} as never, {} as never, {} as never),
    ],
    [
      'object store',
      (fck, bucketOf) => fck.objectStores.register('mine', { about, bucketOf }),
      (fck) => fck.objectStores.entries()[0]?.value.bucketOf(fck.project),
    ],
    [
      'secret source',
      (fck, read) => fck.secretSources.register('mine', { about, read }),
      (fck) =>
        fck.secretSources
          .get('mine')
          .read({ reference: 'a', directory: '/', signal: new AbortController().signal }),
    ],
    [
      'undo step',
      (fck, undo) => fck.undoSteps.register('mine', undo),
      (fck) => fck.undoSteps.get('mine')(context, null, { switched: false }),
    ],
    [
      'command',
      (fck, run) => fck.commands.register('mine', { about: '', commands: { go: { about: '', run } } }),
      (fck) => {
        const group = fck.commands.get('mine');
        return 'commands' in group ? group.commands['go']?.run({} as never) : undefined;
      },
    ],
    [
      'verb',
      (fck, run) => fck.commands.register('mine', { about: '', run }),
      (fck) => {
        const verb = fck.commands.get('mine');
        return 'run' in verb ? verb.run({} as never) : undefined;
      },
    ],
  ])('names it, and is bounded: %s', async (_, register, call) => {
    const { fck } = await project((fck) => register(fck, doing(fck)));
    await expect(call(fck)).rejects.toMatchObject(expected);
  });

  it.each<[string, (context: ActivationContext, work: Work) => void]>([
    ['switch', (context, work) => context.switch('it', work)],
    ['how a switch is undone', (context, work) => context.switch('it', async () => undefined, work)],
    ['verify', (context, work) => context.verify('it', work)],
    ['rotation', ({ rotation }, leave) => rotation('it', { leave, join: leave, undoEntry: leave })],
  ])('names it and its host, and is bounded: %s', async (_, tap) => {
    const plugin = definePlugin({
      name: 'wrong',
      apply: (fck) =>
        fck.hooks.activate.tap('wrong', (context) => {
          if (context.host.name === 'one') tap(context, doing(fck));
        }),
    });
    const { fck } = await servingProject({ worker: {} }, { copy_from: { role: 'a' } }, 'two', [plugin]);
    await expect(fck.run(['build', 'activate'])).rejects.toMatchObject({ ...expected, host: 'one' });
  });

  it('is warned of, and is bounded: finish', async () => {
    const plugin = definePlugin({
      name: 'wrong',
      apply: (fck) => fck.hooks.activate.tap('wrong', ({ finish }) => finish('it', doing(fck))),
    });
    const { fck, warnings } = await servingProject({ worker: {} }, { copy_from: { role: 'a' } }, 'two', [
      plugin,
    ]);
    await fck.run(['build', 'activate']).catch(() => undefined);
    expect(warnings()).toContainEqual(expect.stringContaining('The plugin "wrong"'));
  });
});

describe('a function that returns at once', () => {
  const fail = (): never => {
    throw new Error('no luck');
  };

  it('is attributed to its plugin: of a template, of its override, of a tool', async () => {
    const { fck } = await project((fck) => {
      fck.templates.register('mine', { about: '', data: {}, render: fail });
      fck.templates.register('ours', { about: '', data: {}, render: () => '' });
      fck.templates.override('ours', fail);
      fck.tools.register('mine', { about: '', declare: fail });
    });
    const named = expect.objectContaining({ code: 'PLUGIN_FAILED', plugin: 'wrong' });
    expect(() => fck.templates.render('mine', {})).toThrow(named);
    expect(() => fck.templates.render('ours', {})).toThrow(named);
    await expect(fck.run(['provision'])).resolves.toMatchObject({ ok: true });
    const tool = fck.tools.get('mine');
    expect(() => 'declare' in tool && tool.declare({} as never, {} as never)).toThrow(named);
  });
});

describe('an entry', () => {
  /** With private fields and a getter, as plugins in TypeScript have them. */
  class Managed {
    readonly #plugins: string[] = [];
    get about() {
      return `asked for ${this.#plugins.join()}`;
    }
    async bucketOf() {
      this.#plugins.push(currentPlugin());
      return this as never;
    }
  }

  it('runs as the plugin that registered it and keeps its `this`, and is itself unchanged', async () => {
    const managed = new Managed();
    const { bucketOf } = managed;
    const { fck } = await project((fck) => fck.objectStores.register('mine', managed));
    const registered = fck.objectStores.get('mine');
    expect(await registered.bucketOf(fck.project)).toBe(managed);
    expect(registered.about).toBe('asked for wrong');
    expect(registered).toBeInstanceOf(Managed);
    expect(Object.keys(managed)).toEqual([]);
    expect(managed.bucketOf).toBe(bucketOf);
  });

  it('may be frozen', async () => {
    const frozen = Object.freeze({ about: '', run: async () => undefined });
    const { fck } = await project((fck) => fck.tasks.register('mine', frozen));
    await expect(fck.run(['mine'])).resolves.toMatchObject({ ok: true });
  });

  it('is not copied if it has no functions, or belongs to core or a program', async () => {
    const row = { about: '', packages: {} };
    const { fck } = await project((fck) => fck.tools.register('mine', row));
    const task = { about: '', run: async () => undefined };
    fck.tasks.register('of-the-program', task);
    expect(fck.tools.get('mine')).toBe(row);
    expect(fck.tasks.get('of-the-program')).toBe(task);
  });
});

describe('the time of a task', () => {
  it('does not count while core works on hosts for it, or runs other tasks', async () => {
    let ended = false;
    const { fck } = await project((fck) => {
      // Each host has its own time, longer than that of the task alone.
      const longer = async () => {
        Object.assign(fck, { timeouts: DEFAULT_TIMEOUTS });
        await new Promise((resolve) => setTimeout(resolve, 150));
      };
      fck.tasks.register('inner', { about: '', run: longer });
      fck.tasks.register('outer', {
        about: '',
        run: async ({ eachHost }) => {
          Object.assign(fck, { timeouts: { ...DEFAULT_TIMEOUTS, hook: 0.1 } });
          await eachHost(longer);
          await fck.run(['inner']);
          ended = true;
        },
      });
    });
    await expect(fck.run(['outer'])).resolves.toMatchObject({ ok: true });
    expect(ended).toBe(true);
  });
});

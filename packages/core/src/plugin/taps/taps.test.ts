import { setTimeout as delay } from 'node:timers/promises';
import { type TestProject, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sh } from '../../command/command.js';
import type { FckContainer } from '../../fck.js';
import { definePlugin } from '../loading/define-plugin.js';

async function project(...apply: ((fck: FckContainer) => void)[]): Promise<TestProject> {
  const plugins = apply.map((work, index) => definePlugin({ name: `plugin-${index + 1}`, apply: work }));
  const made = await testFck({}, plugins);
  onTestFinished(() => made.remove());
  return made;
}

describe('a tap', () => {
  it('that returns a promise is awaited, with any method of tapping', async () => {
    const done: string[] = [];
    const { fck } = await project((fck) => {
      fck.hooks.provision.tap('sync', async () => {
        await delay(20);
        done.push('tap(async)');
      });
      fck.hooks.provision.tapPromise('promise', async () => {
        await delay(10);
        done.push('tapPromise');
      });
      fck.hooks.provision.tapAsync('callback', (_context, callback) => {
        setTimeout(() => {
          done.push('tapAsync');
          callback();
        }, 5);
      });
      fck.hooks.provision.tap('last', () => {
        done.push('tap');
      });
    });
    await fck.run(['provision']);
    expect(done).toEqual(['tap(async)', 'tapPromise', 'tapAsync', 'tap']);
  });

  it.each<[string, (fck: FckContainer) => void]>([
    [
      'throws',
      (fck) =>
        fck.hooks.provision.tap('x', () => {
          throw new RangeError('no luck');
        }),
    ],
    [
      'rejects',
      (fck) => fck.hooks.provision.tapPromise('x', () => Promise.reject(new RangeError('no luck'))),
    ],
    [
      'calls back with an error',
      (fck) => fck.hooks.provision.tapAsync('x', (_, callback) => callback(new RangeError('no luck'))),
    ],
  ])('that %s is reported with its plugin, hook and host', async (_, apply) => {
    const { fck } = await project(() => undefined, apply);
    await expect(fck.run(['provision'])).rejects.toMatchObject({
      code: 'PLUGIN_FAILED',
      message: 'The plugin "plugin-2" failed in its provision hook: no luck',
      plugin: 'plugin-2',
      hook: 'provision',
      host: 'local',
      cause: expect.any(RangeError),
    });
  });

  it('keeps an error of fck, and adds its source', async () => {
    const { fck } = await project((fck) => {
      fck.hooks.provision.tapPromise('x', async ({ remote }) => remote.run(sh`exit 3`));
    });
    await expect(fck.run(['provision'])).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      plugin: 'plugin-1',
      hook: 'provision',
      host: 'local',
    });
  });

  it('runs in the order of the plugins, then of its stage', async () => {
    const order: string[] = [];
    const tap = (name: string, stage: number) => (fck: FckContainer) =>
      fck.hooks.provision.tap({ name, stage }, () => {
        order.push(name);
      });
    const { fck } = await project(tap('a', 0), tap('b', 0), tap('late', 10), tap('early', -10), tap('c', 0));
    await fck.run(['provision']);
    expect(order).toEqual(['early', 'a', 'b', 'c', 'late']);
  });

  it('of a hook that one plugin answers ends it with its answer', async () => {
    const asked: string[] = [];
    const { fck } = await project((fck) => {
      fck.hooks.destroy.tapPromise('first', async () => {
        asked.push('first');
        return undefined;
      });
      fck.hooks.destroy.tapPromise('second', async () => {
        asked.push('second');
        return ['gone'];
      });
      fck.hooks.destroy.tap('third', () => {
        asked.push('third');
        return undefined;
      });
    });
    await fck.run(['destroy']);
    expect(asked).toEqual(['first', 'second']);
  });
});

describe('a tap of `config`', () => {
  it('returns the configuration that is checked and used, after the taps before it', async () => {
    const { fck } = await project(
      (fck) => fck.hooks.config.tap('preset', (config) => ({ ...config, parallel: 3, keep_builds: 9 })),
      (fck) =>
        fck.hooks.config.tapPromise('preset', async (config) => ({
          ...config,
          parallel: Number(config['parallel']) + 1,
        })),
    );
    expect(fck.project).toMatchObject({ parallel: 4, keepBuilds: 9 });
    await expect(
      project((fck) => fck.hooks.config.tap('preset', (config) => ({ ...config, parallel: 'many' }))),
    ).rejects.toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining('"many"') });
  });
});

describe('a step', () => {
  it('is shown as one of the plugin whose tap runs it', async () => {
    const { fck, events } = await project(
      (fck) =>
        fck.hooks.deactivate.tapPromise('x', async (context) => {
          await context.step('first', async () => {
            context.warn('careful');
          });
        }),
      (fck) =>
        fck.hooks.deactivate.tapPromise('x', async (context) => {
          await delay(1);
          await Promise.all([
            context.step('second', async () => delay(1)),
            context.step('third', async () => {}),
          ]);
        }),
    );
    const [role] = fck.project.roles;
    const [host] = await fck.hosts();
    expect(role && host).toBeDefined();
    fck.tasks.register('steps', {
      about: 'steps',
      run: (run) => run.eachHost((context) => fck.hooks.deactivate.promise(context).catch(() => undefined)),
    });
    await fck.run(['steps']);
    const rows = events.flatMap((event) => (event.type === 'step:start' ? [[event.plugin, event.step]] : []));
    expect(rows).toEqual([
      ['plugin-1', 'first'],
      ['plugin-2', 'second'],
      ['plugin-2', 'third'],
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'note', text: 'careful', plugin: 'plugin-1' }),
    );
  });
});

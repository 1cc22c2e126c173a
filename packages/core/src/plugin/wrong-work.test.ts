import { setTimeout as delay } from 'node:timers/promises';
import { type TestProject, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import type { FckContainer } from '../fck.js';
import { definePlugin } from './loading/define-plugin.js';

async function project(apply: (fck: FckContainer) => void | Promise<void>): Promise<TestProject> {
  const made = await testFck({}, [definePlugin({ name: 'wrong', apply })]);
  onTestFinished(() => made.remove());
  return made;
}

const task = { about: 'nothing', run: async () => undefined };

describe('a listener that fails', () => {
  it.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no luck'))],
  ])('%s is reported once, and the run goes on', async (_, listen) => {
    const { fck, events } = await project((fck) => fck.hooks.event.tap('wrong', listen as () => void));
    await fck.run(['deactivate']);
    await delay(1);
    const told = events.filter((event) => event.type === 'note' && event.text.includes('no luck'));
    expect(told).toMatchObject([{ level: 'warn', plugin: 'wrong' }]);
    expect(events).toContainEqual(expect.objectContaining({ type: 'run:end', ok: true }));
  });
});

describe('a late registration', () => {
  const tooLate = { code: 'REGISTERED_TOO_LATE', plugin: 'wrong' };

  it.each<[string, (fck: FckContainer) => void]>([
    ['a registration', (fck) => fck.tasks.register('late', task)],
    ['a tap', (fck) => fck.hooks.done.tap('late', () => undefined)],
    ['a section', (fck) => fck.section({ at: 'role', name: 'late', schema: z.string(), about: '' })],
  ])('is refused: %s in a tap', async (_, late) => {
    const { fck } = await project((fck) => fck.hooks.validate.tap('wrong', () => late(fck)));
    await expect(fck.run(['deactivate'])).rejects.toMatchObject(tooLate);
  });

  it('is refused in a timer that outlives apply, and in a task', async () => {
    let refused: unknown;
    const { fck } = await project((fck) => {
      setTimeout(() => {
        try {
          fck.tasks.register('late', task);
        } catch (thrown) {
          refused = thrown;
        }
      }, 5);
      fck.tasks.register('register', { about: '', run: async () => fck.tasks.register('later', task) });
    });
    await delay(60);
    expect(refused).toMatchObject(tooLate);
    await expect(fck.run(['register'])).rejects.toMatchObject(tooLate);
  });

  it('is what apply does not await', async () => {
    const { fck } = await project(async (fck) => {
      await delay(5);
      fck.tasks.register('in-time', task);
    });
    expect(fck.tasks.ownerOf('in-time')).toBe('wrong');
  });

  it('is a key of the configuration, also for a program; a task is not', async () => {
    const { fck } = await project(() => undefined);
    const section = { at: 'role', name: 'late', schema: z.string(), about: '' } as const;
    expect(() => fck.section(section)).toThrow(expect.objectContaining({ code: 'REGISTERED_TOO_LATE' }));
    fck.tasks.register('of-the-program', task);
    expect(fck.tasks.ownerOf('of-the-program')).toBe('core');
  });
});

describe('the result of a tap', () => {
  it.each<[string, (fck: FckContainer) => void, string, string[]]>([
    [
      'null to inventory',
      (fck) => fck.hooks.inventory.tap('x', () => null as never),
      'returned null',
      ['provision'],
    ],
    [
      'a text to create',
      (fck) => fck.hooks.create.tap('x', () => 'web-1' as never),
      'the text "web-1"',
      ['create'],
    ],
    [
      'null to connect',
      (fck) => fck.hooks.connect.tap({ name: 'x', stage: -1 }, () => null as never),
      'null',
      ['provision'],
    ],
  ])('%s is refused', async (_, apply, said, tasks) => {
    const trying = async () => (await project(apply)).fck.run(tasks);
    await expect(trying()).rejects.toMatchObject({
      code: 'TAP_RESULT',
      plugin: 'wrong',
      message: expect.stringContaining(said),
    });
  });
});

describe('a hook that does not exist', () => {
  it('is given to a plugin, and to no other caller', async () => {
    const { fck } = await project((fck) => {
      expect('provison' in fck.hooks).toBe(false);
    });
    expect(Reflect.get(fck.hooks, 'provison')).toBeUndefined();
    await expect(project((fck) => Reflect.get(fck.hooks, 'provison'))).rejects.toMatchObject({
      code: 'HOOK_UNKNOWN',
      plugin: 'wrong',
      message: 'There is no hook "provison". Did you mean "provision"?',
    });
  });
});

describe('the order of taps', () => {
  it('may name a tap that comes later', async () => {
    const order: string[] = [];
    const { fck } = await project((fck) => {
      fck.hooks.validate.tap({ name: 'first', before: 'second' }, () => void order.push('first'));
      fck.hooks.validate.tap('second', () => void order.push('second'));
    });
    await fck.run(['deactivate']);
    expect(order).toEqual(['first', 'second']);
  });

  it.each(['cor', 'itself'])('has to name a tap: %s', async (before) => {
    const apply = (fck: FckContainer) => fck.hooks.validate.tap({ name: 'itself', before }, () => undefined);
    await expect(project(apply)).rejects.toMatchObject({
      code: 'TAP_BEFORE_UNKNOWN',
      plugin: 'wrong',
      hook: 'validate',
    });
  });
});

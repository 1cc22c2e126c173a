import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { testFck } from '@fck/testing';
import { describe, expect, expectTypeOf, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { task } from './define-task.js';

const about = 'what it is';

async function start(env: NodeJS.ProcessEnv = {}) {
  const project = await testFck({}, [], { env });
  onTestFinished(() => project.remove());
  const got: unknown[] = [];
  project.fck.tasks.register('pack', {
    about,
    args: {
      folder: { about, kind: 'text', required: true },
      depth: { about, kind: 'number', default: 3, env: 'DEPTH' },
      level: { about, kind: 'choice', choices: ['debug', 'info'] },
      skip: { about, kind: 'list' },
      quick: { about, kind: 'boolean' },
    },
    run: async ({ args }) => void got.push(args),
  });
  project.fck.tasks.register('ship', {
    about,
    dependsOn: ['pack'],
    args: z.object({ depth: z.number().max(9).default(1), to: z.string().optional() }),
    run: async ({ args }) => void got.push(args),
  });
  return { ...project, got };
}

describe('the arguments of a task', () => {
  it('have the types that it declares', async () => {
    const { fck } = await start();
    fck.tasks.register('typed', {
      about,
      args: {
        folder: { about, kind: 'text', required: true },
        name: { about, kind: 'text' },
        depth: { about, kind: 'number', default: 3 },
        level: { about, kind: 'choice', choices: ['debug', 'info'] },
        skip: { about, kind: 'list', choices: ['css', 'js'] },
        tags: { about, kind: 'list' },
        quick: { about, kind: 'boolean' },
      },
      run: async ({ args }) => {
        expectTypeOf(args).branded.toEqualTypeOf<{
          readonly folder: string;
          readonly name: string | undefined;
          readonly depth: number;
          readonly level: 'debug' | 'info' | undefined;
          readonly skip: readonly ('css' | 'js')[];
          readonly tags: readonly string[];
          readonly quick: boolean;
        }>();
      },
    });
    task({
      about,
      args: z.object({ since: z.coerce.date() }),
      run: async ({ args }) => {
        expectTypeOf(args).toEqualTypeOf<{ since: Date }>();
      },
    });
    task({
      about,
      // @ts-expect-error it declares no such argument
      run: async ({ args }) => void args.folder,
    });
  });

  it('are read for each task of a run, also for those that it depends on', async () => {
    const { fck, got } = await start({ DEPTH: '8' });
    await fck.run(['ship'], { args: { folder: '/etc', skip: 'a,b', to: 'there' } });
    expect(got).toEqual([
      { folder: '/etc', depth: 8, skip: ['a', 'b'], quick: false },
      { depth: 1, to: 'there' },
    ]);
    await fck.run(['ship'], { args: { folder: '/etc', depth: '5', quick: true } });
    expect(got.slice(2)).toEqual([{ folder: '/etc', depth: 5, skip: [], quick: true }, { depth: 5 }]);
  });

  it('are refused before anything runs, with everything that is wrong', async () => {
    const { fck, got, events } = await start();
    const args = { foldr: '/etc', depth: 12, level: 'inof' };
    await expect(fck.run(['ship'], { args })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: 'The arguments have 4 problems.',
      detail: [
        'None of the tasks pack, ship has --foldr. Did you mean --folder?',
        'The task "pack" needs --folder: what it is.',
        '--level must be one of debug, info, not "inof". Did you mean "info"?',
        '--depth: Too big: expected number to be <=9.',
      ].join('\n'),
    });
    expect(got).toEqual([]);
    expect(events).toEqual([]);
  });

  it('that two tasks declare as different kinds are refused, with both owners', async () => {
    const { fck } = await start();
    await fck.applyAs({ name: 'other', version: undefined, from: 'inline' }, () =>
      fck.tasks.register('dig', {
        about,
        args: { depth: { about, kind: 'text' } },
        run: async () => undefined,
      }),
    );
    await expect(fck.run(['pack', 'dig'], { args: { folder: '/etc' } })).rejects.toMatchObject({
      code: 'ARGUMENT_CONFLICT',
      message: '--depth is a number for the task "pack" (core), and a text for the task "dig" (other).',
    });
  });

  it('are recorded with their types, without those of variables', async () => {
    const { fck, folder } = await start({ DEPTH: '8' });
    await fck.run(['pack'], { args: { folder: '/etc', skip: 'a,b', quick: 'yes' } });
    const runs = join(folder, '.fck/runs');
    const [first = ''] = readdirSync(runs);
    const [head = ''] = readFileSync(join(runs, first), 'utf8').split('\n');
    expect(JSON.parse(head)).toMatchObject({ args: { folder: '/etc', skip: ['a', 'b'], quick: true } });
    expect(head).not.toContain('depth');
  });
});

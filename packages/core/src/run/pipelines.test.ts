import { testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Run } from '../api/run.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';

/** A project with the tasks `smoke` and `stage`, and these pipelines. */
async function project(pipelines?: object) {
  const runs: Run[] = [];
  const tasks = definePlugin({
    name: 'tasks',
    apply: (fck) => {
      for (const name of ['smoke', 'stage'])
        fck.tasks.register(name, { about: name, run: async ({ run }) => void runs.push(run) });
      fck.commands.register('cloud', { about: 'a cloud', commands: {} });
    },
  });
  const made = await testFck(pipelines ? { pipelines } : {}, [tasks]);
  onTestFinished(() => made.remove());
  made.fck.commands.reserved = ['status', 'up', 'deploy'];
  return { ...made, runs };
}

const problemOf = async (pipelines: object) => {
  const { fck, folder } = await project(pipelines);
  const error: unknown = await fck.run(['stage', ...Object.keys(pipelines)]).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { error, file: `${folder}/fck.json` };
};

describe('pipelines', () => {
  it('are `up` and `deploy`, and those of the configuration, which may contain others', async () => {
    const { fck, runs } = await project({ release: ['stage', 'check'], check: ['smoke'] });
    expect(fck.pipelines).toEqual([
      { name: 'up', isConfigured: false, tasks: ['create', 'provision', 'build', 'activate'] },
      { name: 'deploy', isConfigured: false, tasks: ['build', 'activate'] },
      { name: 'release', isConfigured: true, tasks: ['stage', 'smoke'] },
      { name: 'check', isConfigured: true, tasks: ['smoke'] },
    ]);
    const { tasks } = await fck.run(['release']);
    expect(tasks).toEqual(['stage', 'smoke']);
    expect(runs[0]).toMatchObject({ pipeline: 'release', reason: 'task', tasks: ['stage', 'smoke'] });
    await fck.run(['release', 'smoke']);
    expect(runs.at(-1)).toMatchObject({ pipeline: undefined, tasks: ['stage', 'smoke'] });
  });

  it('of fck may be redefined', async () => {
    const { fck } = await project({ deploy: ['stage', 'smoke'] });
    expect((await fck.run(['deploy'])).tasks).toEqual(['stage', 'smoke']);
  });

  it('are resumed under their name', async () => {
    const { fck, runs } = await project({ release: ['stage', 'smoke', 'last'] });
    let isLucky = false;
    fck.tasks.register('last', {
      about: '',
      run: async () => {
        if (!isLucky) throw new Error('no luck');
      },
    });
    await expect(fck.run(['release'])).rejects.toThrow('no luck');
    isLucky = true;
    runs.length = 0;
    await fck.resume({ tasks: ['release'] });
    expect(runs).toEqual([]);
  });
});

describe('a pipeline is refused with its place', () => {
  it.each<[string, object, string, string?]>([
    [
      'that names something unknown',
      { release: ['stage', 'smoek'] },
      'There is no task, phase or pipeline named "smoek".',
      'Did you mean "smoke"?',
    ],
    [
      'that names a task twice',
      { release: ['stage', 'smoke', 'stage'] },
      'The pipeline "release" names "stage" twice',
    ],
    [
      'in a circle',
      { release: ['stage', 'check'], check: ['release'] },
      'in a circle: release -> check -> release.',
    ],
    [
      'with the name of a task',
      { smoke: ['stage'] },
      'The pipeline "smoke" has the name of the task "smoke" of tasks.',
    ],
    [
      'with the name of a command',
      { status: ['stage'] },
      'The pipeline "status" has the name of a command of fck.',
    ],
    [
      'with the name of a plugin’s command',
      { cloud: ['stage'] },
      'has the name of a command of the plugin tasks.',
    ],
    [
      'in an order that cannot be',
      { release: ['activate', 'build'] },
      'has "activate" before "build", which has to come first.',
      'Write: [build, activate]',
    ],
  ])('%s', async (_what, pipelines, message, hint = '') => {
    const { error, file } = await problemOf(pipelines);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID' });
    const { where, ...shown } = error as { where: { file: string; line: number; column: number } };
    expect(where.file).toBe(file);
    expect(where.line).toBeGreaterThan(1);
    expect(where.column).toBeGreaterThan(1);
    const text = Object.values({ ...shown, message: (error as Error).message }).join('\n');
    expect(text).toContain(message);
    expect(text).toContain(hint);
  });

  it('but only where pipelines are used', async () => {
    const { fck } = await project({ release: ['smoek'] });
    await expect(fck.run(['stage'])).resolves.toMatchObject({ ok: true });
  });
});

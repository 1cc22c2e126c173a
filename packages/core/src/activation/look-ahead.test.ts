import { describe, expect, it } from 'vitest';
import { setRoleValue } from '../config/set-role-value.test.helper.js';
import { servingProject } from './activation-plugin.test.helper.js';

/** A project that serves, and the looks at its process manager and the starts of tasks, in order. */
async function watchedProject(answer: (task: string) => void = () => undefined) {
  const project = await servingProject();
  // Without a recipe, a builder does not ask whether there is something to do.
  setRoleValue(project.fck, 'a', 'build.write', { recipe: { app: 'abc' } });
  await project.deploy();
  const seen: string[] = [];
  let task = '';
  project.fck.hooks.event.tap('test', (event) => {
    if (event.type !== 'task:start') return;
    task = event.task;
    seen.push(task);
  });
  const manager = project.fck.processManagers.get('memory');
  const { list } = manager;
  manager.list = async (remote, prefix) => {
    seen.push(`look at ${remote.host.name}`);
    answer(task);
    return list(remote, prefix);
  };
  return { ...project, seen };
}

describe('an activation after a build in the same run', () => {
  it('is prepared on every host while the build is made', async () => {
    const { fck, seen } = await watchedProject();
    await fck.run(['build', 'activate'], { force: true });
    const early = seen.slice(0, seen.indexOf('activate'));
    expect(early).toEqual(['build', 'look at one', 'look at two']);
  });

  it('does not need these looks', async () => {
    const { fck, services } = await watchedProject((task) => {
      if (task === 'build') throw new Error('not now');
    });
    await fck.run(['build', 'activate'], { force: true });
    expect(services.done).toContain('switch two');
  });

  it.each([
    ['nothing is activated', ['build'], { force: true }],
    ['it is a dry run', ['build', 'activate'], { force: true, dryRun: true }],
  ])('is not prepared if %s', async (_, tasks, options) => {
    const { fck, seen } = await watchedProject();
    await fck.run(tasks, options).catch(() => undefined);
    const end = seen.includes('activate') ? seen.indexOf('activate') : seen.length;
    expect(seen.slice(0, end)).toEqual(['build']);
  });
});

import { expect, it } from 'vitest';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { planWaves } from '../run/phases/plan-waves.js';
import { type ServingProject, servingProject } from './activation-plugin.test.helper.js';

/**
 * Two roles of one host each, in the rotation of a plugin that records which host leaves and joins, and with which
 * others.
 */
async function projectInRotation(): Promise<ServingProject> {
  let note = (_what: string) => {};
  const balancer = definePlugin({
    name: 'balancer',
    apply(fck) {
      fck.undoSteps.register('balancer.join', async ({ host }, data) =>
        note(`put ${host.name} back: ${data}`),
      );
      fck.hooks.activate.tap('balancer', ({ host, rotation }) =>
        rotation('the balancer', {
          undoEntry: async (wave) => ({
            step: 'balancer.join',
            data: `was in, with ${wave.map(({ name }) => name).join(' and ')}`,
          }),
          leave: async () => note(`${host.name} leaves`),
          join: async () => note(`${host.name} joins`),
        }),
      );
    },
  });
  const project = await servingProject({ app: {} }, { copy_from: { role: 'a' } }, 'two', [balancer]);
  note = (what) => project.services.note(what);
  return project;
}

it('a host leaves its rotation before it switches, and joins it once it is verified', async () => {
  const { services, fck } = await projectInRotation();
  await fck.run(['build', 'activate']);
  const of = (host: string) => services.done.filter((what) => what.includes(host));
  for (const host of ['one', 'two'])
    expect(of(host).map((what) => what.replace(/ shop\..*/, ''))).toEqual([
      `start ${host}`,
      `prepare ${host}`,
      `${host} leaves`,
      `switch ${host}`,
      `${host} joins`,
    ]);
});

it('a host that fails is put back into its rotation when the old build serves again, and so are the others', async () => {
  const project = await projectInRotation();
  await project.deploy();
  project.services.trouble('switch fails', 'two');
  await expect(project.fck.run(['build', 'activate'])).rejects.toThrow('the proxy is stuck');
  const undone = project.services.done.slice(project.services.done.indexOf('undo two'));
  expect(undone.map((what) => what.replace(/ shop\..*/, ''))).toEqual([
    'undo two',
    'put two back: was in, with one and two',
    'stop two',
    'undo one',
    'put one back: was in, with one and two',
    'stop one',
  ]);
  expect(project.services.done).not.toContain('two joins');
});

it('hosts in a rotation switch by quarters, unless the role says otherwise', async () => {
  const { fck } = await projectInRotation();
  const chosen = await fck.hosts({ hosts: ['one'] });
  const hosts = chosen.flatMap((one) =>
    Array.from({ length: 8 }, (_, index) => ({ ...one, name: `web-${index}` })),
  );
  const wavesWhere = (isInRotation: boolean) => {
    const { waves } = planWaves(fck, new Map(hosts.map((host) => [host, { isInRotation }])));
    return waves.map((wave) => wave.length);
  };
  expect(wavesWhere(true)).toEqual([2, 2, 2, 2]);
  expect(wavesWhere(false)).toEqual([8]);
});

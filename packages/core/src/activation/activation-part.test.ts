import { expect, it } from 'vitest';
import type { ActivationPart } from '../api/activation-part.js';
import { servingProject } from './activation-plugin.test.helper.js';

/** A project with a part whose hooks write down what happens on the first host. */
async function projectWith(part: Partial<ActivationPart> = {}) {
  const done: string[] = [];
  const recording: ActivationPart = {
    about: 'Writes down what happens.',
    prepare: async (context) => () => {
      const tell = (what: string) => void (context.host.name === 'one' && done.push(what));
      context.switch('the part switches', async () => tell(`switch to ${context.build.number}`));
      context.finish('the part finishes', async () => tell('finish'));
    },
    deactivate: async ({ host }) => void (host.name === 'one' && done.push('deactivate')),
    ...part,
  };
  const project = await servingProject(undefined, undefined, undefined, [
    { name: 'parts', apply: (fck) => fck.activationParts.register('recording', recording) },
  ]);
  return { project, done };
}

it('a part of an activation switches with it, and is removed when its role is deactivated', async () => {
  const { project, done } = await projectWith();
  project.services.when('switch one', () => void done.push('the site switches'));
  await project.deploy();
  await project.fck.run(['deactivate']);
  expect(done).toEqual(['the site switches', 'switch to 1', 'finish', 'deactivate']);
  const steps = project.events.flatMap((event) =>
    event.type === 'step:start' && event.step === 'the part switches' ? [event.plugin] : [],
  );
  expect([...new Set(steps)]).toEqual(['parts']);
});

it('what a part would put right has the build activated again, and is a problem in the status', async () => {
  const problems = ['its clock stands still'];
  const { project, done } = await projectWith({ problems: async () => problems });
  await project.deploy();
  const [row] = await project.fck.status({ hosts: ['one'] });
  expect(row?.problem).toBe('its clock stands still');
  await project.fck.run(['activate']);
  problems.pop();
  await project.fck.run(['activate']);
  expect(done.filter((what) => what.startsWith('switch'))).toEqual(['switch to 1', 'switch to 1']);
});

it('what a part cannot put right is shown by the status alone', async () => {
  const { project, done } = await projectWith({ failures: async () => ['a job failed'] });
  await project.deploy();
  const [row] = await project.fck.status({ hosts: ['one'] });
  expect(row).toMatchObject({ problem: 'a job failed', serving: true });
  await project.fck.run(['activate']);
  expect(done.filter((what) => what.startsWith('switch'))).toHaveLength(1);
});

import { execFileSync } from 'node:child_process';
import { fakeFacts, fakeHostContext } from '@fck/testing';
import { expect, it } from 'vitest';
import { cloudInitRuns, factsCommand, parseFacts } from '../remote/facts.js';
import { waitForCloudInit } from './cloud-init.js';

const running = { facts: fakeFacts({ cloudInitRuns: true }) };
const wait = (context: ReturnType<typeof fakeHostContext>) => waitForCloudInit(context, (promise) => promise);

it('costs no look if cloud-init has finished or is not installed', async () => {
  const context = fakeHostContext({ answers: [] });
  await wait(context);
  expect(context.remote.looks).toEqual([]);
});

it('is waited for, and its errors are noted', async () => {
  const context = fakeHostContext({
    ...running,
    answers: [
      [/^! \{/, true],
      ['result.json', '"(\'scripts_user\', RuntimeError())"'],
    ],
  });
  await wait(context);
  expect(context.notes.join()).toMatch(/cloud-init ended with errors .*scripts_user/);
});

it('that does not finish is an error with where to look', async () => {
  const context = fakeHostContext({ ...running, answers: [[/^! \{/, false]] });
  await expect(wait(context)).rejects.toMatchObject({
    code: 'CLOUD_INIT_RUNS',
    message: 'cloud-init still runs on web-1 after 900 s.',
    hint: expect.stringContaining('cloud-init status --long'),
  });
});

it('is not waited for by a plan, nor by a run that may be a part of it', async () => {
  const plan = fakeHostContext({ ...running, dryRun: true, answers: [] });
  await wait(plan);
  expect(plan.notes.join()).toContain('not in this plan');
  await wait(fakeHostContext({ ...running, host: { transport: 'local' }, answers: [] }));
});

it('is detected by the look for facts', () => {
  const shell = (text: string) => execFileSync('sh', ['-c', text]).toString();
  const isMarked = shell(`if ${cloudInitRuns.text}; then echo yes; else echo no; fi`) === 'yes\n';
  expect(parseFacts(shell(factsCommand().text)).cloudInitRuns).toBe(isMarked);
  expect(parseFacts('os=debian\ncloudInit=runs\n').cloudInitRuns).toBe(true);
});

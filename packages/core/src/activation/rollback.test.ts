import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { beforeEach, expect, it } from 'vitest';
import { secret } from '../command/secret.js';
import { UnsetSecret } from '../command/unset-secret.js';
import { setRoleValue } from '../config/set-role-value.test.helper.js';
import { type ServingProject, servingProject } from './activation-plugin.test.helper.js';

const FIRST = 'shop_00001_abc1234';
const SECOND = 'shop_00002_abc1234';
const THIRD = 'shop_00003_abc1234';

let project: ServingProject;
const active = () => [project.state('one').serving['a']?.active, project.state('two').serving['b']?.active];

beforeEach(async () => {
  project = await servingProject();
});

it('a rollback goes back step by step, and the build it left is activated again only by its name', async () => {
  for (let build = 1; build <= 3; build++) await project.deploy();
  await project.fck.run(['rollback']);
  expect(active()).toEqual([SECOND, SECOND]);
  const statuses = (await project.fck.builds({ hosts: ['one'] }))[0]?.builds;
  expect(statuses).toMatchObject([
    {
      name: THIRD,
      status: 'rejected',
      active: false,
      builtBy: { role: 'a', host: 'one' },
      commit: 'abc1234',
    },
    { name: SECOND, status: 'served', active: true, bytes: expect.any(Number) },
    { name: FIRST, status: 'served', active: false },
  ]);

  await project.fck.run(['activate']);
  expect(active()).toEqual([SECOND, SECOND]);
  expect(project.warnings()[0]).toMatch(`${THIRD} was rolled back from, so ${SECOND} is activated.`);

  await project.fck.run(['rollback']);
  expect(active()).toEqual([FIRST, FIRST]);
  await expect(project.fck.run(['rollback'])).rejects.toMatchObject({ code: 'ROLLBACK_NOTHING' });
  expect(active()).toEqual([FIRST, FIRST]);

  await project.fck.run(['activate'], { args: { build: THIRD } });
  expect(active()).toEqual([THIRD, THIRD]);
  expect(project.state('one').builds[THIRD]?.status).toBe('served');
});

it('a build rolled back from on one host is activated on no host, until one has it again by its name', async () => {
  await project.deploy();
  await project.deploy();
  await project.fck.run(['rollback'], { hosts: ['one'] });
  expect(active()).toEqual([FIRST, SECOND]);
  await project.fck.run(['activate']);
  expect(active()).toEqual([FIRST, FIRST]);

  await project.fck.run(['activate'], { hosts: ['two'], args: { build: SECOND } });
  await project.fck.run(['activate']);
  expect(active()).toEqual([SECOND, SECOND]);
});

it('a rollback that fails changes nothing, and rejects no build', async () => {
  await project.deploy();
  await project.deploy();
  project.services.trouble('not verified', 'two');
  await expect(project.fck.run(['rollback'])).rejects.toMatchObject({ code: 'SWITCH_NOT_VERIFIED' });
  expect(active()).toEqual([SECOND, SECOND]);
  expect(project.state('one').builds).toMatchObject({
    [FIRST]: { status: 'served' },
    [SECOND]: { status: 'served' },
  });
});

it('a rollback that cannot be committed on one host rejects no build on the others', async () => {
  await project.deploy();
  await project.deploy();
  const folder = project.pathOn('two', 'transactions');
  project.services.when('switch two', () => {
    renameSync(folder, `${folder}.away`);
    writeFileSync(folder, 'no folder');
  });
  await expect(project.fck.run(['rollback'])).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
  expect(project.state('one').builds).toMatchObject({
    [FIRST]: { status: 'served' },
    [SECOND]: { status: 'served' },
  });
  rmSync(folder);
  renameSync(`${folder}.away`, folder);
  await project.fck.run(['activate']);
  expect(active()).toEqual([SECOND, SECOND]);
});

it('a rollback to a build by its name says which host does not have it', async () => {
  await project.deploy();
  await expect(project.fck.run(['rollback'], { args: { build: THIRD } })).rejects.toMatchObject({
    code: 'HOSTS_FAILED',
    detail: expect.stringContaining(`one, two: The build "${THIRD}" is not on one, two.`),
  });
});

it('prune keeps builds in use, and names those that it removes', async () => {
  for (let build = 1; build <= 3; build++) await project.deploy();
  await project.fck.run(['prune'], { args: { keep: '1' }, dryRun: true });
  expect(project.buildsOn('one')).toHaveLength(3);
  await project.fck.run(['prune'], { args: { keep: '1' } });
  expect(project.buildsOn('one')).toEqual([SECOND, THIRD]);
  expect(project.notesOf('prune')).toEqual([
    `one: ${FIRST}`,
    `two: ${FIRST}`,
    `one: ${FIRST}`,
    `two: ${FIRST}`,
  ]);
  await expect(project.fck.run(['prune'], { args: { keep: 'none' } })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: '--keep must be a number, not "none".',
  });
  await expect(project.fck.run(['prune'], { args: { keep: 0 } })).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: '--keep must be a whole number from 1 on, not 0.',
  });
});

it('a rollback returns to the environment that the older build served with, and needs no secret', async () => {
  const setEnvironment = (env: object) => setRoleValue(project.fck, 'a', 'env', env);
  const startedLast = () => {
    const [, env] = [...project.services.startedWith].findLast(([id]) => id.startsWith('one ')) ?? [];
    return Object.entries(env ?? {}).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : value.reveal()}`,
    );
  };
  setEnvironment({ MODE: 'old', TOKEN: secret('hunter22'), PATH_OF_OLD: '/old' });
  await project.deploy();
  setEnvironment({ MODE: 'new', TOKEN: secret('hunter33') });
  await project.deploy();
  expect(startedLast()).toEqual(['MODE=new', 'TOKEN=hunter33']);

  setEnvironment({ MODE: 'new', TOKEN: new UnsetSecret('TOKEN') });
  await project.fck.run(['rollback']);
  expect(active()).toEqual([FIRST, FIRST]);
  expect(startedLast()).toEqual(['MODE=old', 'TOKEN=hunter22', 'PATH_OF_OLD=/old']);
  expect(JSON.stringify(project.events)).not.toContain('hunter22');

  setEnvironment({ MODE: 'new' });
  await project.fck.run(['activate']);
  expect(startedLast()).toEqual(['MODE=new']);
});

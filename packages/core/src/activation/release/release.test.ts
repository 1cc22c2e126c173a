import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { secret } from '../../command/secret.js';
import { setRoleValue } from '../../config/set-role-value.test.helper.js';
import { type ServingProject, servingProject } from '../activation-plugin.test.helper.js';

const FIRST = 'shop_00001_abc1234';
const SECOND = 'shop_00002_abc1234';

let project: ServingProject;
let folder: string;

const logFile = () => join(folder, 'log');
/** What the commands wrote so far. */
const done = () => (existsSync(logFile()) ? readFileSync(logFile(), 'utf8').trim().split('\n') : []);
const setRole = (key: string, value: unknown) => setRoleValue(project.fck, 'a', key, value);
/** Sets commands that write this, and its variables. */
const commands = (text: string, more = '') => [
  { command: `echo ${text} >> ${logFile()}${more}`, env: {}, timeout: 10 },
];
const active = () => project.state('one').serving['a']?.active;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fck-release-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  project = await servingProject();
  setRole('activate.user', userInfo().username);
  setRole('activate.release', commands('"migrate $MODE"'));
  setRole('env', { MODE: 'live' });
});

it('release commands are run once with the environment, before a service starts; others when the build serves', async () => {
  setRole('activate.after', commands('"purge $TOKEN"'));
  setRole('env', { MODE: 'live', TOKEN: secret('hunter22') });
  const before: string[][] = [];
  project.services.when('start one', () => void before.push(done()));
  project.services.when('switch one', () => void before.push(done()));
  await project.deploy();
  expect(before).toEqual([['migrate live'], ['migrate live']]);
  expect(done()).toEqual(['migrate live', 'purge hunter22']);
  expect(JSON.stringify(project.events)).not.toContain('hunter22');
});

it('a release that fails changes nothing that serves, and starts nothing', async () => {
  await project.deploy();
  project.services.done.length = 0;
  setRole('activate.release', commands('begin', '; exit 3'));
  await expect(project.deploy()).rejects.toMatchObject({ code: 'COMMAND_FAILED', host: 'one' });
  expect(active()).toBe(FIRST);
  expect(project.services.done.filter((what) => what.includes(' one'))).toEqual([]);

  setRole('activate.release', commands('migrate'));
  await project.fck.run(['activate']);
  expect(active()).toBe(SECOND);
  expect(project.warnings()).toContainEqual(
    expect.stringMatching(/The release commands of shop_00002_abc1234 were begun by run .* run again\./),
  );
});

it('a build is released once, however often it is activated', async () => {
  await project.deploy();
  setRole('env', { MODE: 'other' });
  await project.fck.run(['activate']);
  expect(done()).toEqual(['migrate live']);
  setRole('activate.release', commands('"migrate more"'));
  await project.fck.run(['activate'], { force: true });
  expect(done()).toEqual(['migrate live', 'migrate more']);
});

it('other release commands alone are no reason to activate a build again', async () => {
  await project.deploy();
  setRole('activate.release', commands('"migrate more"'));
  await project.fck.run(['activate']);
  expect(done()).toEqual(['migrate live']);
});

it('a rollback releases nothing, and names what was released since', async () => {
  await project.deploy();
  await project.deploy();
  expect(done()).toHaveLength(2);
  await project.fck.run(['rollback']);
  expect(active()).toBe(FIRST);
  expect(done()).toHaveLength(2);
  expect(project.warnings()).toContainEqual(
    expect.stringMatching(
      /^Release commands were run since shop_00001_abc1234: .*\(shop_00002_abc1234\)\. A rollback does not undo/,
    ),
  );
});

it('a rollback past release commands may be asked about first; without any, it is not', async () => {
  const questions: string[] = [];
  const refuse = async (question: string) => {
    questions.push(question);
    throw new Error('The answer was no.');
  };
  setRole('activate.release', []);
  await project.deploy();
  await project.deploy();
  await project.fck.run(['rollback'], { confirm: refuse });
  expect([active(), questions]).toEqual([FIRST, []]);

  setRole('activate.release', commands('migrate'));
  await project.deploy();
  const serving = active();
  await expect(project.fck.run(['rollback'], { confirm: refuse })).rejects.toThrow('The answer was no.');
  expect(questions).toEqual([expect.stringMatching(/were run since shop_00001_abc1234: .*\nRoll back\?$/)]);
  expect(active()).toBe(serving);
  await project.fck.run(['rollback'], { confirm: async () => undefined });
  expect(active()).toBe(FIRST);
});

it('a dry run shows the commands and runs none', async () => {
  await project.fck.run(['build', 'activate'], { dryRun: true });
  expect(done()).toEqual([]);
  const planned = project.events.flatMap((event) =>
    event.type === 'change' && event.planned ? [event.what] : [],
  );
  expect(planned.filter((what) => what.includes('migrate'))).toHaveLength(1);
});

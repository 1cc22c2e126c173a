import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderHosts } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { type BuildProject, buildProject } from './build-plugin.test.helper.js';

const web = { hosts: folderHosts('one'), build: { write: {} } };
const NAMES = [1, 2, 3, 4].map((number) => `shop_0000${number}_abc1234`);
const [FIRST = '', SECOND = '', THIRD = '', FOURTH = ''] = NAMES;

const inBuilds = (project: BuildProject, ...path: string[]) => project.pathOn('one', 'builds', ...path);
const build = async (project: BuildProject, times: number) => {
  for (let count = 0; count < times; count++) await project.fck.run(['build']);
};
const statuses = async ({ fck }: BuildProject) =>
  Object.fromEntries(
    (await fck.builds({})).flatMap(({ builds }) => builds).map(({ name, status }) => [name, status]),
  );
const notes = ({ events }: BuildProject) =>
  events.flatMap((event) => (event.type === 'note' ? [event.text] : [])).join('\n');

/** Names of builds that a dry run would remove, in its order. */
async function planned(project: BuildProject, ...tasks: string[]): Promise<string[]> {
  const before = project.events.length;
  await project.fck.run(tasks, { dryRun: true });
  return project.events
    .slice(before)
    .flatMap((event) => (event.type === 'change' && event.what.startsWith('remove ') ? [event.what] : []));
}

/** A project that has made the second of two builds; `make` makes the folder of the first, as another user might. */
async function withForeign(make: (folder: string, project: BuildProject) => void): Promise<BuildProject> {
  const project = await buildProject({ keep_builds: 1, roles: { web } });
  make(inBuilds(project, 'shop_00001_fee1bad'), project);
  await build(project, 3);
  return project;
}

describe('a folder that fck did not make', () => {
  it.each<[string, (folder: string, project: BuildProject) => void]>([
    [
      "a virtualenv of fabcloudkit's",
      (folder) => {
        mkdirSync(join(folder, 'bin'), { recursive: true });
        writeFileSync(join(folder, 'pyvenv.cfg'), 'home = /usr/bin');
      },
    ],
    ['an empty folder', (folder) => mkdirSync(folder)],
    ['a file', (folder) => writeFileSync(folder, '')],
    [
      'a link to a folder elsewhere',
      (folder, project) => {
        mkdirSync(project.pathOn('one', 'elsewhere'));
        writeFileSync(project.pathOn('one', 'elsewhere', '.made-by-fck'), '');
        symlinkSync(project.pathOn('one', 'elsewhere'), folder);
      },
    ],
    [
      'a build from another project',
      (folder) => {
        mkdirSync(folder);
        writeFileSync(join(folder, 'files.sha256'), '');
        writeFileSync(join(folder, 'build.json'), '{\n  "name": "other_00001_fee1bad",\n  "number": 1\n}\n');
      },
    ],
  ])('stays, and is listed as foreign: %s', async (_, make) => {
    const project = await withForeign(make);
    expect(project.buildsOn('one')).toContain('shop_00001_fee1bad');
    expect(project.buildsOn('one')).toHaveLength(2);
    expect(await statuses(project)).toEqual({ shop_00001_fee1bad: 'foreign', shop_00004_abc1234: 'ready' });
    await project.fck.run(['prune'], { args: { keep: '1' } });
    expect(project.buildsOn('one')).toContain('shop_00001_fee1bad');
  });

  it('stays if it is a copy of a build of fck under another name', async () => {
    const project = await buildProject({ keep_builds: 1, roles: { web } });
    await build(project, 1);
    cpSync(inBuilds(project, FIRST), inBuilds(project, 'shop_00001_backup'), { recursive: true });
    await build(project, 2);
    expect(project.buildsOn('one')).toEqual(['shop_00001_backup', THIRD]);
    expect(await statuses(project)).toEqual({ shop_00001_backup: 'foreign', [THIRD]: 'ready' });
  });

  it('is no base for a builder', async () => {
    const project = await buildProject({ roles: { web } });
    project.fck.hooks.build.tap({ name: 'in-the-way', stage: -1 }, () => {
      mkdirSync(inBuilds(project, FIRST));
      writeFileSync(inBuilds(project, FIRST, 'precious'), '');
      return undefined;
    });
    await expect(project.fck.run(['build'])).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      detail: expect.stringContaining('was not made by fck: it stays'),
    });
    expect(existsSync(inBuilds(project, FIRST, 'precious'))).toBe(true);
  });

  it('is neither put aside nor removed in place of the spare build', async () => {
    const project = await buildProject({ keep_builds: 1, roles: { web } });
    mkdirSync(inBuilds(project, '.spare'));
    writeFileSync(inBuilds(project, '.spare', 'precious'), '');
    await build(project, 2);
    await project.fck.run(['prune']);
    expect(project.buildsOn('one')).toEqual(['.spare', SECOND]);
    expect(existsSync(inBuilds(project, '.spare', 'precious'))).toBe(true);
  });
});

describe('a build that fck did not finish', () => {
  it('is removed, once there is a newer one: it has the mark from the start', async () => {
    const project = await buildProject({ roles: { web: { ...web, build: { write: { fails: true } } } } });
    await expect(project.fck.run(['build'])).rejects.toThrow();
    expect(existsSync(inBuilds(project, FIRST, '.made-by-fck'))).toBe(true);
    expect(await statuses(project)).toEqual({ [FIRST]: 'building' });
  });

  it('is removed, even if a version before the mark made it: its list of files identifies it', async () => {
    const project = await withForeign((folder) => {
      mkdirSync(folder);
      writeFileSync(join(folder, 'files.sha256'), '');
    });
    expect(project.buildsOn('one')).toEqual([FOURTH]);
  });

  it('has the mark while it is changed after it was sealed, and no longer afterwards', async () => {
    const seen: boolean[] = [];
    const change = definePlugin({
      name: 'change',
      apply: (fck) =>
        fck.hooks.postBuild.tapPromise('change', ({ modify }) =>
          modify(async () => seen.push(existsSync(inBuilds(project, FIRST, '.made-by-fck')))),
        ),
    });
    const project: BuildProject = await buildProject({ roles: { web } }, [change]);
    await build(project, 1);
    expect(seen).toEqual([true]);
    expect(existsSync(inBuilds(project, FIRST, '.made-by-fck'))).toBe(false);
    expect(readFileSync(inBuilds(project, FIRST, 'files.sha256'), 'utf8')).not.toContain('.made-by-fck');
  });
});

describe('a build in use by another program', () => {
  async function processIn(folder: string, env: NodeJS.ProcessEnv = {}): Promise<ChildProcess> {
    const child = spawn('sleep', ['600'], { cwd: folder, env: { ...process.env, ...env }, stdio: 'ignore' });
    onTestFinished(() => void child.kill());
    await once(child, 'spawn');
    return child;
  }

  it('stays while a process does', async () => {
    const project = await buildProject({ keep_builds: 1, roles: { web } });
    await build(project, 1);
    const child = await processIn(inBuilds(project, FIRST));
    await build(project, 1);
    expect(project.buildsOn('one')).toEqual([FIRST, SECOND]);
    expect(notes(project)).toContain(`${FIRST} stays, though it is old: process ${child.pid} uses it.`);
    const ended = once(child, 'exit');
    child.kill();
    await ended;
    await build(project, 1);
    expect(project.buildsOn('one')).toEqual([THIRD]);
  });

  it.each<[string, (project: BuildProject) => unknown]>([
    ['a process by its environment', (project) => processIn('/', { VIRTUAL_ENV: inBuilds(project, FIRST) })],
    ['a link', (project) => symlinkSync(`builds/${FIRST}`, project.pathOn('one', 'current'))],
    [
      "fabcloudkit's record",
      (project) =>
        writeFileSync(project.pathOn('one', 'repos', 'build_info.txt'), JSON.stringify({ active: FIRST })),
    ],
  ])('stays, and the plan knows it: %s', async (_, use) => {
    const project = await buildProject({ keep_builds: 1, roles: { web } });
    await build(project, 1);
    await use(project);
    expect(await planned(project, 'build')).toEqual([]);
    await build(project, 1);
    expect(project.buildsOn('one')).toEqual([FIRST, SECOND]);
  });
});

describe('a plan', () => {
  it('names the builds that the new build will push out, and no other is removed', async () => {
    const project = await buildProject({ keep_builds: 2, roles: { web } });
    await build(project, 2);
    writeFileSync(inBuilds(project, `${FIRST}.tar.gz`), '');
    expect(await planned(project, 'build')).toEqual([`remove ${FIRST}, ${FIRST}.tar.gz`]);
    expect(project.buildsOn('one')).toEqual([FIRST, `${FIRST}.tar.gz`, SECOND]);
    await build(project, 1);
    expect(project.buildsOn('one')).toEqual([SECOND, THIRD]);
  });

  it('names them also on hosts that would copy it', async () => {
    const project = await buildProject({
      keep_builds: 1,
      roles: { web: { ...web, hosts: folderHosts('one', 'two') } },
    });
    await build(project, 1);
    expect(await planned(project, 'build')).toEqual([`remove ${FIRST}`, `remove ${FIRST}`]);
  });

  it('names none if no build would be made', async () => {
    const recipe = { all: 'the same' };
    const project = await buildProject({
      keep_builds: 1,
      roles: { web: { ...web, build: { write: { recipe } } } },
    });
    await build(project, 1);
    expect(await planned(project, 'build')).toEqual([]);
  });
});

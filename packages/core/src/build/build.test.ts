import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { folderHosts } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { sh } from '../command/command.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { type BuildProject, buildProject } from './build-plugin.test.helper.js';

const one = { roles: { web: { hosts: folderHosts('one'), build: { write: {} } } } };
const state = (project: BuildProject, host: string) =>
  JSON.parse(readFileSync(project.pathOn(host, 'state.json'), 'utf8'));
const described = (project: BuildProject, host: string, build: string) =>
  JSON.parse(readFileSync(project.pathOn(host, 'builds', build, 'build.json'), 'utf8'));

/** Modes of all files and folders below a folder. */
function modesIn(folder: string): number[] {
  const inner = readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? modesIn(join(folder, entry.name))
      : [statSync(join(folder, entry.name)).mode & 0o777],
  );
  return [statSync(folder).mode & 0o777, ...inner];
}

describe('a build', () => {
  it('is described, listed as sha256sum reads it, and read-only', async () => {
    const files = { 'app.py': 'print()\n', "static/it's a file.css": 'a {}', 'static/ü': '' };
    const project = await buildProject({
      roles: { web: { hosts: folderHosts('one'), build: { write: { files } } } },
    });
    await project.fck.run(['build']);
    const folder = project.pathOn('one', 'builds', 'shop_00001_abc1234');
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'files.sha256'], { cwd: folder });
    const list = readFileSync(join(folder, 'files.sha256'));
    expect(list.toString().trim().split('\n')).toHaveLength(4);
    expect(described(project, 'one', 'shop_00001_abc1234')).toMatchObject({
      name: 'shop_00001_abc1234',
      number: 1,
      commit: 'abc1234',
      builtBy: { role: 'web', host: 'one', by: expect.stringContaining('@') },
      sources: [{ repo: 'app', commit: 'abc1234000' }],
      platform: { arch: expect.stringMatching(/\w/), libc: expect.stringMatching(/\w/) },
      checksum: createHash('sha256').update(list).digest('hex'),
    });
    expect(modesIn(folder).filter((mode) => (mode & 0o222) !== 0)).toEqual([]);
    expect(project.buildsOn('one')).toEqual(['shop_00001_abc1234']);
    expect(state(project, 'one').builds).toMatchObject({ shop_00001_abc1234: { status: 'ready' } });
  });

  it('is not sealed if its files cannot all be listed', async () => {
    const project = await buildProject(one);
    // In place of the list, so that writing it fails, as on a full disk.
    mkdirSync(project.pathOn('one', 'builds', '.list-shop_00001_abc1234'));
    await expect(project.fck.run(['build'])).rejects.toMatchObject({ code: 'COMMAND_FAILED' });
    expect(existsSync(project.pathOn('one', 'builds', 'shop_00001_abc1234', 'build.json'))).toBe(false);
  });

  it('has the next number over all hosts of the project, for every deployer', async () => {
    const project = await buildProject({
      roles: {
        web: { hosts: folderHosts('one', 'two'), build: { write: {} } },
        db: { hosts: folderHosts('three') },
      },
    });
    for (const folder of ['shop_00041_fff', 'other_00099_fff', 'shop_00098', 'lost+found'])
      mkdirSync(project.pathOn('three', 'builds', folder));
    await project.fck.run(['build'], { hosts: ['two'] });
    expect(project.buildsOn('two')).toEqual(['shop_00042_abc1234']);
  });

  it('of each role has a name of its own, even if two roles share a machine', async () => {
    const project = await buildProject({
      roles: {
        web: { hosts: folderHosts('one'), build: { write: { files: { web: '' } } } },
        api: { hosts: folderHosts('one'), build: { write: { files: { api: '' } } } },
      },
    });
    await project.fck.run(['build']);
    expect(project.buildsOn('one')).toEqual(['shop_00001_abc1234', 'shop_00002_abc1234']);
    expect(state(project, 'one').builds).toMatchObject({
      shop_00001_abc1234: { roles: ['web'] },
      shop_00002_abc1234: { roles: ['api'] },
    });
  });

  it('is made once for all hosts of a role, and copied to the others', async () => {
    const project = await buildProject({
      parallel: 3,
      roles: { web: { hosts: folderHosts('one', 'two', 'three'), build: { write: {} } } },
    });
    await project.fck.run(['build']);
    const [made, ...copied] = project.done;
    expect(made).toBe('build shop_00001_abc1234 on one');
    expect(copied.sort()).toEqual([
      'copy shop_00001_abc1234 from one to three',
      'copy shop_00001_abc1234 from one to two',
    ]);
    expect(state(project, 'three').builds).toHaveProperty('shop_00001_abc1234');
  });

  it('spreads from host to host, and its maker goes on once no host copies from it any more', async () => {
    const order: string[] = [];
    const follows = definePlugin({
      name: 'follows',
      apply: (fck) =>
        fck.hooks.postBuild.tapPromise('follows', async ({ host }) => {
          order.push(host.name);
        }),
    });
    const names = ['one', 'two', 'three', 'four', 'five', 'six'];
    const project = await buildProject(
      { parallel: 2, roles: { web: { hosts: folderHosts(...names), build: { write: {} } } } },
      [follows],
    );
    await project.fck.run(['build']);
    const sources = project.done.slice(1).map((line) => / from (\w+) /.exec(line)?.[1]);
    expect(sources[0]).toBe('one');
    expect(new Set(sources).size).toBeGreaterThan(1);
    expect(order).toHaveLength(6);
    expect(order.at(-1)).toBe('one');
  });

  it('that fails is not sealed, does not fail the hosts that wait for it, and its number is not reused', async () => {
    const project = await buildProject({
      roles: { web: { hosts: folderHosts('one', 'two'), build: { write: { fails: true } } } },
    });
    await expect(project.fck.run(['build'])).rejects.toMatchObject({
      code: 'TESTS_FAILED',
      message: '1 of 3 tests failed',
      host: 'one',
    });
    const ends = project.events.flatMap((event) =>
      event.type === 'host:end' && event.phase === 'build' ? [[event.host, event.status, event.note]] : [],
    );
    expect(ends.toSorted()).toEqual([
      ['one', 'failed', '1 of 3 tests failed'],
      ['two', 'skipped', 'it waited for one, where this failed'],
    ]);
    const waits = project.events.filter((event) => event.type === 'wait:start');
    expect(waits).toContainEqual(expect.objectContaining({ host: 'two', for: 'one to make the build' }));
    expect(existsSync(project.pathOn('one', 'builds/shop_00001_abc1234/build.json'))).toBe(false);
    expect(project.buildsOn('two')).toEqual([]);
    await expect(project.fck.run(['build'])).rejects.toMatchObject({ code: 'TESTS_FAILED' });
    expect(project.buildsOn('one')).toEqual(['shop_00001_abc1234', 'shop_00002_abc1234']);
  });

  it('that takes long does not count as time of the hosts that wait for it', async () => {
    const project = await buildProject({
      roles: { web: { hosts: folderHosts('one', 'two'), build: { write: {} } } },
    });
    project.fck.hooks.build.tapPromise({ name: 'slow', stage: -1 }, async ({ host }) => {
      if (host.name === 'one') await delay(1_000);
      return undefined;
    });
    await project.fck.run(['build']);
    const ofTwo = project.events.filter((event) => 'host' in event && event.host === 'two');
    const [start, end] = ['host:start', 'host:end'].map(
      (type) => ofTwo.find((event) => event.type === type)?.at ?? 0,
    );
    const shown = ofTwo.find((event) => event.type === 'host:end')?.ms;
    const waits = ofTwo.flatMap((event) => (event.type === 'wait:end' ? [event.ms] : []));
    const waited = waits.reduce((sum, ms) => sum + ms, 0);
    expect(waited).toBeGreaterThan(900);
    expect(Math.abs((end ?? 0) - (start ?? 0) - waited - (shown ?? 0))).toBeLessThan(500);
  });
});

describe('roles', () => {
  const chain = (more: object = {}) => ({
    roles: {
      edge: { hosts: folderHosts('edge'), build: { copy_from: { role: 'web' } } },
      web: { hosts: folderHosts('web'), build: { copy_from: { role: 'builder' } } },
      builder: { hosts: folderHosts('builder'), build: { write: {} } },
      db: { hosts: folderHosts('db') },
      ...more,
    },
  });

  it('are built after those that they copy from; those that do not build are left alone', async () => {
    const project = await buildProject(chain());
    await project.fck.run(['build']);
    expect(project.done).toEqual([
      'build shop_00001_abc1234 on builder',
      'copy shop_00001_abc1234 from builder to web',
      'copy shop_00001_abc1234 from web to edge',
    ]);
    expect(project.buildsOn('edge')).toEqual(['shop_00001_abc1234']);
    expect(project.buildsOn('db')).toEqual([]);
  });

  it('that copy from each other in a circle are an error, and nothing is built', async () => {
    const project = await buildProject(
      chain({ builder: { hosts: folderHosts('builder'), build: { copy_from: { role: 'edge' } } } }),
    );
    await expect(project.fck.run(['build'])).rejects.toMatchObject({
      code: 'ROLE_CYCLE',
      message: 'These roles get their builds from each other in a circle: edge, web, builder.',
    });
    expect(project.done).toEqual([]);
  });

  it('that are chosen alone do not rebuild the others', async () => {
    const project = await buildProject(chain());
    await project.fck.run(['build'], { roles: ['builder'] });
    await project.fck.run(['build'], { roles: ['web'] });
    expect(project.done).toEqual([
      'build shop_00001_abc1234 on builder',
      'copy shop_00001_abc1234 from builder to web',
    ]);
  });
});

describe('a step after a build', () => {
  const migrate = (work: (folder: string) => ReturnType<typeof sh>) =>
    definePlugin({
      name: 'migrate',
      apply: (fck) =>
        fck.hooks.postBuild.tapPromise('migrate', (context) =>
          context.modify(() => context.remote.run(work(context.buildPath))),
        ),
    });

  it('may change its files: they are listed and sealed again', async () => {
    const project = await buildProject(one, [
      migrate((folder) => sh`echo new >>${`${folder}/app.py`}; touch ${`${folder}/made`}`),
    ]);
    await project.fck.run(['build']);
    const folder = project.pathOn('one', 'builds/shop_00001_abc1234');
    expect(readFileSync(join(folder, 'app.py'), 'utf8')).toBe('print()\nnew\n');
    execFileSync('sha256sum', ['--check', '--strict', '--quiet', 'files.sha256'], { cwd: folder });
    const list = readFileSync(join(folder, 'files.sha256'));
    expect(list.toString()).toContain('./made');
    expect(described(project, 'one', 'shop_00001_abc1234').checksum).toBe(
      createHash('sha256').update(list).digest('hex'),
    );
    expect(modesIn(folder).filter((mode) => (mode & 0o222) !== 0)).toEqual([]);
  });

  it('does not change another build that shares its files', async () => {
    const project = await buildProject(one, [
      migrate((folder) => sh`echo new >>${`${folder}/app.py`}; chmod a+x ${`${folder}/app.py`}`),
    ]);
    const share = definePlugin({
      name: 'share',
      apply: (fck) =>
        fck.hooks.postBuild.tapPromise({ name: 'share', stage: -1 }, ({ remote, buildPath, paths }) =>
          remote.run(sh`cp -al ${buildPath} ${`${paths.builds}/twin`}`),
        ),
    });
    share.apply(project.fck, undefined);
    await project.fck.run(['build']);
    const twin = project.pathOn('one', 'builds/twin/app.py');
    expect(readFileSync(twin, 'utf8')).toBe('print()\n');
    expect(statSync(twin).mode & 0o777).toBe(0o444);
    expect(readFileSync(project.pathOn('one', 'builds/shop_00001_abc1234/app.py'), 'utf8')).toContain('new');
  });

  it('that fails leaves the build unfinished', async () => {
    const project = await buildProject(one, [migrate(() => sh`exit 3`)]);
    await expect(project.fck.run(['build'])).rejects.toMatchObject({
      code: 'COMMAND_FAILED',
      plugin: 'migrate',
    });
    expect(existsSync(project.pathOn('one', 'builds/shop_00001_abc1234/build.json'))).toBe(false);
  });
});

describe('old builds', () => {
  it('are removed, except for the newest and those in use; older failed ones are removed too', async () => {
    const project = await buildProject({ ...one, keep_builds: 2 });
    for (let count = 0; count < 4; count++) await project.fck.run(['build']);
    expect(project.buildsOn('one')).toEqual(['shop_00003_abc1234', 'shop_00004_abc1234']);
    expect(Object.keys(state(project, 'one').builds).sort()).toEqual([
      'shop_00003_abc1234',
      'shop_00004_abc1234',
    ]);

    const serving = {
      version: 3,
      builds: state(project, 'one').builds,
      serving: { web: { active: 'shop_00003_abc1234', instances: [], draining: [], generation: 1 } },
    };
    writeFileSync(project.pathOn('one', 'state.json'), JSON.stringify(serving));
    for (const folder of ['shop_00001_fa11ed', 'shop_00090_abc']) {
      mkdirSync(project.pathOn('one', 'builds', folder));
      writeFileSync(project.pathOn('one', 'builds', folder, '.made-by-fck'), '');
    }
    writeFileSync(project.pathOn('one', 'builds/shop_00001_fa11ed.tar.gz'), '');
    for (let count = 0; count < 2; count++) await project.fck.run(['build']);
    expect(project.buildsOn('one')).toEqual([
      'shop_00003_abc1234',
      'shop_00091_abc1234',
      'shop_00092_abc1234',
    ]);
  });

  it('with linked files make way for the next copy: the newest is put aside until builds are pruned', async () => {
    const project = await buildProject({ ...one, keep_builds: 1 });
    await project.fck.run(['build']);
    const first = project.pathOn('one', 'builds', 'shop_00001_abc1234');
    const { ino } = statSync(join(first, 'app.py'));
    linkSync(join(first, 'app.py'), project.pathOn('one', 'linked'));
    await project.fck.run(['build']);
    expect(project.buildsOn('one')).toEqual(['.spare', 'shop_00002_abc1234']);
    expect(statSync(project.pathOn('one', 'builds', '.spare', 'app.py')).ino).toBe(ino);
    expect(Object.keys(state(project, 'one').builds)).toEqual(['shop_00002_abc1234']);

    await project.fck.run(['build']);
    expect(project.buildsOn('one')).toEqual(['.spare', 'shop_00003_abc1234']);
    await project.fck.run(['prune'], { dryRun: true });
    expect(project.buildsOn('one')).toEqual(['.spare', 'shop_00003_abc1234']);
    await project.fck.run(['prune']);
    expect(project.buildsOn('one')).toEqual(['shop_00003_abc1234']);
  });
});

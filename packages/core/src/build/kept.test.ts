import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { folderHosts } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import type { HostStateData } from '../api/host-state.js';
import { sh } from '../command/command.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';
import { type BuildProject, buildProject } from './build-plugin.test.helper.js';

const FIRST = 'shop_00001_abc1234';
const SECOND = 'shop_00002_abc1234';
const LATER = '2026-11-23T09:00:00.000Z';

/** A role with a recipe and a migration after the build, and a host that is not built on. */
async function shop(recipe: Record<string, string> = { app: 'abc', plan: '1' }): Promise<BuildProject> {
  const migrate = definePlugin({
    name: 'migrate',
    apply: (fck) =>
      fck.hooks.postBuild.tapPromise('migrate', async ({ modify, remote, buildPath }) => {
        await modify(() => remote.run(sh`echo migrated >>${`${buildPath}/log`}`));
      }),
  });
  const roles = {
    web: { hosts: folderHosts('one', 'two'), build: { write: { recipe } } },
    db: { hosts: folderHosts('db') },
  };
  const project = await buildProject({ roles }, [migrate]);
  await project.fck.run(['build']);
  return project;
}

const notes = (project: BuildProject) =>
  project.events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
const rows = (project: BuildProject) =>
  project.events.flatMap((event) => (event.type === 'host:end' ? [`${event.host} ${event.status}`] : []));

function changeState(project: BuildProject, host: string, change: (state: HostStateData) => object): void {
  const path = project.pathOn(host, 'state.json');
  const nothing: HostStateData = { version: 3, builds: {}, serving: {} };
  const state: HostStateData = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : nothing;
  writeFileSync(path, JSON.stringify(change(state)));
}

describe('a build by the recipe of the previous one', () => {
  it('is that one: it is kept as it is, and no step runs after it again', async () => {
    const project = await shop();
    const done = [...project.done];
    await project.fck.run(['build']);
    expect(project.done).toEqual([...done, `copy ${FIRST} from one to two`]);
    expect(project.buildsOn('one')).toEqual([FIRST]);
    expect(notes(project)).toContain(`Nothing changed since ${FIRST}: kept.`);
    expect(rows(project).slice(-2).sort()).toEqual(['one ok', 'two ok']);
    expect(readFileSync(project.pathOn('one', 'builds', FIRST, 'log'), 'utf8')).toBe('migrated\n');
  });

  it('prepares no host for a copy; a new build does, except the host that makes it', async () => {
    const project = await shop();
    project.prepared.length = 0;
    project.discarded.length = 0;
    await project.fck.run(['build']);
    expect(project.prepared).toEqual([]);
    expect(project.discarded).toEqual([]);
    await project.fck.run(['build'], { force: true });
    expect(project.prepared).toEqual(['two']);
  });

  it('lets prepared hosts remove what no copy has used, also if the new build fails', async () => {
    const fails = { write: { recipe: { app: 'abc' }, fails: true } };
    const project = await buildProject({
      roles: { web: { hosts: folderHosts('one', 'two'), build: fails } },
    });
    await expect(project.fck.run(['build'])).rejects.toMatchObject({ code: 'TESTS_FAILED' });
    expect(project.prepared).toEqual(['two']);
    expect(project.discarded).toEqual(['two']);
  });

  it('is reported in a dry run, too', async () => {
    const project = await shop();
    await project.fck.run(['build'], { dryRun: true });
    expect(notes(project)).toContain(`Nothing changed since ${FIRST}: kept.`);
  });

  it('is made with --force', async () => {
    const project = await shop();
    await project.fck.run(['build'], { force: true });
    expect(project.buildsOn('one')).toEqual([FIRST, SECOND]);
  });

  it('is made if that one was rejected, on any host', async () => {
    const project = await shop();
    changeState(project, 'db', (state) => ({
      ...state,
      builds: { [FIRST]: { status: 'rejected', at: LATER, roles: [] } },
    }));
    await project.fck.run(['build']);
    expect(project.buildsOn('one')).toEqual([FIRST, SECOND]);
  });

  it('is made if the newest one was rejected: hosts would get that one', async () => {
    const project = await shop();
    await project.fck.run(['build'], { force: true });
    changeState(project, 'two', (state) => ({
      ...state,
      builds: { ...state.builds, [SECOND]: { status: 'rejected', at: LATER, roles: ['web'] } },
    }));
    await project.fck.run(['build']);
    expect(project.buildsOn('one')).toContain('shop_00003_abc1234');
  });

  it('is made if that one was never finished: steps after it may be missing', async () => {
    const project = await shop();
    changeState(project, 'one', (state) => ({ ...state, builds: {} }));
    await project.fck.run(['build']);
    expect(project.buildsOn('one')).toContain(SECOND);
  });
});

describe('a build by another recipe', () => {
  it('is made, and what changed is reported', async () => {
    const project = await shop();
    const seen: unknown[] = [];
    project.fck.hooks.build.tap({ name: 'see', stage: -1 }, ({ previous, unchanged }) => {
      seen.push(previous?.name, previous?.altered, unchanged({ app: 'abd', plan: '1', python: '3' }));
      return undefined;
    });
    await project.fck.run(['build'], { hosts: ['one'] });
    expect(seen).toEqual([FIRST, true, undefined]);
    expect(notes(project)).toContain(`Changed since ${FIRST}: app, python.`);
  });
});

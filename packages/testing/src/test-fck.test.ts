import { existsSync, readFileSync } from 'node:fs';
import { definePlugin, sh } from '@fck/core';
import { afterEach, describe, expect, it } from 'vitest';
import { folderHosts } from './folder-hosts.js';
import { type TestProject, testFck } from './test-fck.js';

let project: TestProject | undefined;
afterEach(async () => {
  await project?.remove();
  if (project) expect(existsSync(project.folder)).toBe(false);
  project = undefined;
});

/** A task that writes the host's name below the project's folder, by a shell and by a copied file. */
const sign = definePlugin({
  name: 'sign',
  apply(fck) {
    fck.tasks.register('sign', {
      about: 'leaves a name on every host',
      run: (run) =>
        run.eachHost(async ({ remote, host, paths }) => {
          await remote.write(`${paths.project}/written`, host.name);
          await remote.run(sh`cat >${`${paths.project}/run`}`, { input: host.name });
          await remote.upload(run.project.document.file, `${paths.project}/uploaded`);
          await remote.download(`${paths.project}/uploaded`, `${run.project.directory}/from-${host.name}`);
        }),
    });
  },
});

describe('testFck', () => {
  it('has the host `local` and loads plugins written inline', async () => {
    project = await testFck({}, [sign]);
    await project.fck.run(['sign']);
    expect(readFileSync(project.pathOn('local', 'run'), 'utf8')).toBe('local');
    expect(project.events.at(-1)).toMatchObject({ type: 'run:end', ok: true });
    expect(project.fck.plugins.map(({ name }) => name)).toContain('sign');
  });

  it('keeps what several hosts hold apart', async () => {
    project = await testFck({ roles: { web: { hosts: folderHosts('one', 'two') } } }, [sign]);
    await project.fck.run(['sign']);
    for (const host of ['one', 'two']) {
      expect(readFileSync(project.pathOn(host, 'written'), 'utf8')).toBe(host);
      expect(readFileSync(project.pathOn(host, 'run'), 'utf8')).toBe(host);
      expect(readFileSync(project.pathOn(host, 'uploaded'), 'utf8')).toContain('"two"');
      expect(readFileSync(`${project.folder}/from-${host}`, 'utf8')).toContain('"two"');
    }
  });

  it('reads role files and the environment that it was given', async () => {
    project = await testFck({ roles: ['web.yaml'] }, [], {
      files: { 'web.yaml': 'hosts: [local]\ndescription: !env WHAT\n' },
      env: { WHAT: 'front' },
    });
    expect(project.fck.roleNamed('web').description).toBe('front');
  });

  it('says what is wrong with a config, and where', async () => {
    await expect(testFck({ paralel: 3 })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      hint: 'Did you mean "parallel"?',
      where: { line: 9, column: 3 },
    });
  });
});

import { existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { folderHosts, testFck } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { servingProject } from '../activation/activation-plugin.test.helper.js';
import { sh } from '../command/command.js';
import { escaped } from '../command/escaped.js';
import { secret } from '../command/secret.js';
import { definePlugin } from '../plugin/loading/define-plugin.js';

/** Every file and folder below a folder, with its content and time of change. */
function contentOf(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      const { mode, mtimeMs } = lstatSync(path);
      const line = `${path} ${mode} ${mtimeMs}`;
      return entry.isDirectory() ? [line, ...contentOf(path)] : [`${line} ${readFileSync(path, 'utf8')}`];
    })
    .sort();
}

describe('a dry run of all phases', () => {
  it('changes nothing, and reports what would be changed', async () => {
    const project = await servingProject({ worker: {} });
    await project.deploy();
    const before = contentOf(project.folder);
    const first = project.events.length;
    const summary = await project.fck.run(['provision', 'build', 'activate', 'deactivate'], { dryRun: true });
    expect(summary).toMatchObject({ ok: true, dryRun: true });
    expect(contentOf(project.folder)).toEqual(before);
    expect(project.services.done.filter((line) => !line.startsWith('prepare'))).toEqual([]);
    const events = project.events.slice(first);
    const changes = events.flatMap((event) => (event.type === 'change' ? [event] : []));
    expect(changes.every(({ planned }) => planned)).toBe(true);
    expect(changes.map(({ what }) => what)).toContain('list and seal its files');
    expect(events.some((event) => event.type === 'host:end' && event.status === 'changed')).toBe(false);
    expect(events.some((event) => event.type === 'host:end' && event.status === 'failed')).toBe(false);
  });

  it('shows no check as `ok` that it could not make', async () => {
    const project = await servingProject();
    await project.deploy();
    const first = project.events.length;
    await project.fck.run(['activate'], { dryRun: true, force: true });
    const ends = project.events
      .slice(first)
      .flatMap((event) => (event.type === 'step:end' ? [`${event.step}: ${event.status}`] : []));
    expect(ends).toContain('app answers: skipped');
    expect(ends).toContain('the reverse proxy answers with the new build: skipped');
  });

  it.each([
    ['its own', { write: {} }, ['provision', 'build', 'activate']],
    ['copied from another role', { copy_from: { role: 'a' } }, ['build', 'activate']],
  ])('does not fail for want of a build that is only planned: %s', async (_, buildOfB, tasks) => {
    const project = await servingProject({ worker: {} }, buildOfB);
    const before = contentOf(project.folder);
    await expect(project.fck.run(tasks, { dryRun: true })).resolves.toMatchObject({ ok: true });
    expect(contentOf(project.folder)).toEqual(before);
  });

  it('tells which services would be ended, though the build that replaces them is only planned', async () => {
    const project = await servingProject({ worker: {} });
    await project.deploy();
    const first = project.events.length;
    await project.fck.run(['build', 'activate'], { dryRun: true });
    const changes = project.events.slice(first).flatMap((event) => (event.type === 'change' ? event : []));
    const stops = changes.filter(({ what }) => what.startsWith('stop '));
    expect(stops.map(({ host, what }) => `${host}: ${what}`)).toEqual([
      'one: stop shop.a.worker.1.1',
      'two: stop shop.b.worker.1.1',
    ]);
  });

  it('still reports a missing build that the run does not plan', async () => {
    const project = await servingProject({ worker: {} });
    await expect(project.fck.run(['activate'], { dryRun: true, roles: ['a'] })).rejects.toMatchObject({
      code: 'NO_BUILD',
    });
  });
});

describe('a dry run of provision', () => {
  it('shows the difference of each file, as later steps see it', async () => {
    const motd = definePlugin({
      name: 'motd',
      apply: (fck) =>
        fck.hooks.provision.tap('motd', ({ declare, paths }) => {
          const file = `${paths.project}/motd`;
          declare({
            name: 'motd',
            check: async (remote) => (await remote.read(file)) === 'hello\n',
            apply: async (remote) => {
              await remote.write(file, 'hello\n');
              await remote.run(sh`touch ${`${file}.shown`}`, { title: 'show it' });
            },
          });
          declare({
            name: 'upper case',
            after: ['motd'],
            check: async (remote) =>
              (await remote.exists(file)) && (await remote.query(sh`cat ${file}`)) === 'HELLO',
            apply: (remote) => remote.run(sh`false`, { title: 'shout' }),
          });
        }),
    });
    const project = await testFck({ roles: { web: { hosts: folderHosts('one') } } }, [motd]);
    onTestFinished(() => project.remove());
    await project.fck.run(['provision'], { dryRun: true });
    const file = `${project.fck.project.paths.project}/motd`;
    expect(project.events.flatMap((event) => (event.type === 'change' ? [event.what] : []))).toEqual([
      `write ${file}`,
      'show it',
      'shout',
    ]);
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'diff', path: file, before: undefined, after: 'hello\n' }),
    );
    expect(existsSync(project.pathOn('one', 'motd'))).toBe(false);
    expect(project.events).toContainEqual(
      expect.objectContaining({ type: 'host:end', host: 'one', status: 'planned' }),
    );
  });
});

describe('the events of a run', () => {
  it('hold no secret in any field', async () => {
    const token = secret("t0ken'with quote");
    const project = await testFck({ roles: { web: { hosts: folderHosts('one') } } });
    onTestFinished(() => project.remove());
    project.fck.tasks.register('leak', {
      about: 'prints what it should not',
      run: (run) =>
        run.eachHost(async (context) => {
          await context.remote.run(sh`echo "$TOKEN"; echo "again $TOKEN" >&2`, { env: { TOKEN: token } });
          context.note(`the token is ${token.reveal()}`);
          await context.step(`use ${token.reveal()}`, () =>
            context.remote.run(sh`echo "$TOKEN"; exit 3`, { env: { TOKEN: token } }),
          );
        }),
    });
    const failing = project.fck.run(['leak']);
    await expect(failing).rejects.toMatchObject({ code: 'COMMAND_FAILED', detail: '***' });
    expect(project.events.filter(({ type }) => type === 'output')).toHaveLength(3);
    expect(JSON.stringify(project.events)).not.toContain('t0ken');
  });

  it('and the error at the end of the run hold no secret that a plugin was given as a text', async () => {
    const project = await testFck({ roles: { web: { hosts: folderHosts('one') } } });
    onTestFinished(() => project.remove());
    project.fck.connections.redactor.add(secret('t0ken;%'));
    project.fck.tasks.register('leak', {
      about: 'throws what it should not',
      run: async () => {
        throw new Error('refused: t0ken%3B%25', { cause: new Error('t0ken;%') });
      },
    });
    const thrown: unknown = await project.fck.run(['leak']).catch((error: unknown) => error);
    expect(inspect(thrown, { depth: 10 })).toContain('refused: ***');
    expect(inspect(thrown, { depth: 10 })).not.toContain('t0ken');
  });

  it('show a file without its secrets', async () => {
    const project = await testFck({ roles: { web: { hosts: folderHosts('one') } } });
    onTestFinished(() => project.remove());
    let token = 'first;token';
    const line = () => `TOKEN=${escaped(secret(token), (text) => text.replace(';', '[;]'))}`;
    project.fck.tasks.register('write', {
      about: 'writes a file with a secret',
      run: (run) =>
        run.eachHost(async ({ remote, paths }) => {
          await remote.write(`${paths.project}/app.env`, `MODE=fast\n${line()}\n`);
        }),
    });
    await project.fck.run(['write']);
    const file = project.pathOn('one', 'app.env');
    expect(readFileSync(file, 'utf8')).toBe('MODE=fast\nTOKEN=first[;]token\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    token = 'second;token';
    await project.fck.run(['write'], { dryRun: true });
    expect(project.events.filter(({ type }) => type === 'diff')).toEqual([
      expect.objectContaining({
        before: 'MODE=fast\nTOKEN=*** (as it was)\n',
        after: 'MODE=fast\nTOKEN=***\n',
      }),
    ]);
    expect(JSON.stringify(project.events)).not.toMatch(/first|second/);
  });
});

import { sh } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { emptyFck } from './empty-fck.js';
import { fakeHostContext } from './fake-context.js';
import { fakeProvisionContext } from './fake-provision-context.js';
import { fakeRemote } from './fake-remote.js';

describe('fakeHostContext', () => {
  it('records what the user would see', async () => {
    const context = fakeHostContext();
    expect(await context.step('stop it', async () => 7)).toBe(7);
    context.note('fine');
    context.warn('not so fine');
    expect(context).toMatchObject({ steps: ['stop it'], notes: ['fine'], warnings: ['not so fine'] });
  });

  it('gives sections their values, as config would', () => {
    const fck = emptyFck();
    const schema = {
      '~standard': { version: 1 as const, vendor: 'test', validate: (value: unknown) => ({ value }) },
    };
    const redis = fck.section({ at: 'role.provision', name: 'redis', schema, about: 'Redis.' });
    const repos = fck.section({ at: 'project', name: 'repos', schema, about: 'Repositories.' });
    const context = fakeHostContext({
      fck,
      values: { 'provision.redis': { port: 6379 } },
      projectValues: { repos: ['app'] },
    });
    expect(redis.of(context.role)).toEqual({ port: 6379 });
    expect(repos.of(context.fck.project)).toEqual(['app']);
    expect(context.role.activates).toBe(false);
    expect(fakeHostContext({ values: { 'activate.nginx': {} } }).role.activates).toBe(true);
  });

  it('keeps state, and knows the other hosts', async () => {
    const db = fakeRemote({ host: { name: 'db-1', role: 'db' } });
    const context = fakeHostContext({ others: { 'db-1': db } });
    await context.state.update((data) => ({ ...data, builds: { b1: { status: 'ready', at: 'now' } } }));
    expect((await context.state.read()).builds['b1']?.status).toBe('ready');
    const [host] = await context.hostsOf('db');
    expect(host && context.remoteOf(host)).toBe(db);
    expect(context.remoteOf(context.host)).toBe(context.remote);
    expect(() => context.remoteOf({ ...context.host, name: 'mail-1' })).toThrow(/"mail-1"/);
  });
});

describe('fakeProvisionContext', () => {
  it('applies steps that are not up to date, and reports them', async () => {
    const context = fakeProvisionContext({
      files: { '/packages/git': 'installed' },
      answers: [[/^dpkg -s (\w+)/, ({ command, files }) => files.has(`/packages/${command.split(' ')[2]}`)]],
    });
    for (const name of ['git', 'nginx'])
      context.declare({ name, packages: [name], check: (remote) => remote.test(sh`dpkg -s ${name}`) });
    context.tool('curl');
    expect(await context.applySteps()).toEqual(['nginx']);
    expect(await context.applySteps()).toEqual([]);
    expect(context.tools).toEqual(['curl']);
    expect(context.steps).toEqual(['nginx']);
  });

  it('fails where a step does not do what it checks', async () => {
    const context = fakeProvisionContext();
    context.declare({ name: 'rain', check: async () => false, apply: async () => undefined });
    await expect(context.applySteps()).rejects.toThrow(/"rain" was applied, and its check still fails/);
  });

  it('changes no files in a dry run', async () => {
    const context = fakeProvisionContext({ dryRun: true });
    context.declare({
      name: 'motd',
      check: async () => false,
      apply: async (remote) => {
        await remote.write('/etc/motd', 'hello');
      },
    });
    expect(await context.applySteps()).toEqual(['motd']);
    expect(context.remote.files.size).toBe(0);
    expect(context.remote.describeChanges()).toEqual(['write /etc/motd']);
  });
});

import { definePlugin, errorKind, FckError } from '@fck/core';
import { createFck } from '@fck/core/host';
import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { main } from '../main.js';
import type { OpenProject } from '../open-project.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { temporaryFolder } from '../testing/temporary-folder.test.helper.js';

const redis = definePlugin({
  name: 'redis',
  apply(fck) {
    errorKind('REDIS_FULL', 'Redis has no memory left.', () => ({ message: '' }));
    fck.section({
      at: 'role.provision',
      name: 'redis_server',
      about: 'Settings of the Redis server.',
      schema: z.strictObject({
        port: z.int().default(6379),
        users: z.array(z.string()),
        mode: z.enum(['a', 'b']),
      }),
    });
    fck.tasks.register('flush', {
      about: 'empties Redis',
      dependsOn: ['provision'],
      args: { all: { about: 'every database', kind: 'boolean' } },
      run: async () => {},
    });
    fck.templates.register('redis.conf', {
      about: "Redis' configuration file.",
      data: { port: 'port that it listens at' },
      render: () => '',
    });
    fck.templates.override('redis.conf', (text) => `${text}appendonly yes`);
    fck.hooks.done.tap('redis', () => {});
    fck.phases.register('warm-up', {
      about: 'fills the cache',
      after: ['activate'],
      scope: 'role',
      pipelines: ['deploy'],
    });
  },
});

const folder = temporaryFolder();
afterEach(() => folder.empty());

async function explain(name: string, open?: OpenProject) {
  folder.write('fck.json', JSON.stringify({ name: 'shop', roles: { web: { hosts: ['local'] } } }));
  const io = fakeIo();
  const project = () => createFck({ cwd: folder.path, env: {}, defaultPlugins: [redis] });
  const code = await main(['explain', ...name.split(' ')], io, open ?? project);
  return { code, io, out: io.stdout.text, err: io.stderr.text };
}

const failing =
  (code: string): OpenProject =>
  async () => {
    throw new FckError({ code, message: 'No project.' });
  };

test('a section, by its key or its path: whose it is, where it stands, its keys', async () => {
  const { out } = await explain('redis_server');
  expect(out).toBe(`provision.redis_server  section of redis
  Settings of the Redis server.

  stands  in a role, below \`provision:\`

  KEY    IS            DEFAULT
  port   whole number  6379
  users  list of text  required
  mode   "a" or "b"    required
`);
  expect((await explain('provision.redis_server')).out).toBe(out);
  expect((await explain('role.provision.redis_server')).out).toBe(out);
});

test('a hook, with those who tap it', async () => {
  const { out } = await explain('done');
  expect(out).toMatch(/^done {2}hook\n/);
  expect(out).toMatch(/\n {2}taps {3}redis\n/);
  expect(out).toContain('fck.hooks.done.tapPromise(');
});

test('a task, a tool, a plugin', async () => {
  expect((await explain('flush')).out).toMatch(
    /fck run flush\n {2}needs {2}provision\n {2}--all {2}every database/,
  );
  expect((await explain('git')).out).toMatch(/packages {4}apt: git/);
  expect((await explain('redis')).out).toMatch(/redis {2}plugin[\s\S]*section {4}provision\.redis_server/);
});

test('a template: what it is made from, and who changes it', async () => {
  expect((await explain('redis.conf')).out).toBe(`redis.conf  template of redis
  Redis' configuration file.

  data.port      port that it listens at
  overridden by  redis
`);
  expect((await explain('redis')).out).toMatch(/\n {2}overrides +redis\.conf\n/);
});

test('everything of a name; with --json as one document', async () => {
  const { io } = await explain('build --json');
  expect(io.stdout.json).toMatchObject([{ kind: 'hook' }, { kind: 'phase' }, { kind: 'section' }]);
});

test('an error, of core or a plugin, in any case of letters', async () => {
  expect((await explain('redis_full')).out).toBe('REDIS_FULL  error\n  Redis has no memory left.\n');
});

test('an error needs no configuration, nor one that can be loaded', async () => {
  expect((await explain('CONFIG_INVALID', failing('CONFIG_INVALID'))).code).toBe(0);
  expect((await explain('SSH_HOST_KEY_CHANGED', failing('CONFIG_NOT_FOUND'))).code).toBe(0);
  expect((await explain('provision', failing('CONFIG_INVALID'))).out).toContain('provision  hook');
});

test('outside of a project, what the official plugins bring', async () => {
  expect((await explain('gunicorn', failing('CONFIG_NOT_FOUND'))).out).toMatch(
    /^activate\.gunicorn {2}service of nginx-gunicorn\n/,
  );
});

test('an unknown name: the nearest ones, and why', async () => {
  const { code, err } = await explain('provison');
  expect(code).toBe(1);
  expect(err).toContain('There is nothing named "provison" to explain. Did you mean "provision"?');
  expect((await explain('nginxxx', failing('CONFIG_NOT_FOUND'))).err).toContain(
    'only what fck and its official plugins bring is known',
  );
  expect((await explain('nginxx', failing('CONFIG_INVALID'))).err).toContain('No project.');
});

test('a phase: its hook, its place and its pipelines', async () => {
  const { out } = await explain('warm-up');
  expect(out).toBe(`warm-up  phase of redis
  fills the cache

  run      fck run warm-up
  hook     fck.hooks.warmUp
  once     for each role
  after    activate
  part of  deploy
`);
});

test('a pipeline: what it runs, with the phases that join it', async () => {
  const { out } = await explain('deploy');
  expect(out).toBe(`deploy  pipeline of core

  run   fck deploy, or fck run deploy
  runs  build → activate → warm-up
`);
});

import { join } from 'node:path';
import type { Fck } from '@fck/core';
import { testFck } from '@fck/testing';
import { beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import plugin from './plugin.js';
import type { SandboxFilter } from './sandbox.js';
import type { SandboxHost, SandboxHostSpec } from './spec.js';

/** The hosts that are there, and what was asked for: no machine is made. */
let hosts: SandboxHost[];
let made: string[];
let asked: readonly SandboxHostSpec[];

vi.mock('./sandbox.js', () => ({
  sandbox: () => ({
    images: async () => [
      {
        name: 'trixie-0123456789ab-1',
        suite: 'trixie',
        packages: [],
        prepare: ['/notes/ops/prepare.sh', 'amzn'],
        size: 300 * 2 ** 20,
        built: new Date(Date.now() - 73 * 3600_000).toISOString(),
        hosts: ['notes/web-1'],
      },
    ],
    list: async () => hosts,
    up: async (specs: readonly SandboxHostSpec[]) => {
      made.push(...specs.map(({ name }) => name));
      asked = specs;
      return [];
    },
    down: async (filter: SandboxFilter) => {
      const names = filter === 'all' ? undefined : filter.names;
      const gone = hosts.filter(({ name }) => names?.includes(name) ?? true);
      hosts = hosts.filter((host) => !gone.includes(host));
      return gone.map(({ name }) => name);
    },
  }),
}));

const host = (role: string, number: number): SandboxHost => ({
  name: `${role}-${number}`,
  project: 'notes',
  role,
  address: `10.213.0.${number}`,
  port: 22,
  user: 'deploy',
  identityFile: '/key',
  hostKeys: [],
  state: 'running',
});

beforeEach(() => {
  made = [];
  hosts = [host('web', 1), host('web', 2), host('db', 1)];
});

function sandboxCommands(fck: Fck) {
  const group = fck.commands.get('sandbox');
  return 'commands' in group ? group.commands : {};
}

async function project(web: object = {}) {
  const config = {
    name: 'notes',
    roles: { web: { sandbox: { count: 2, ...web } }, db: { sandbox: { count: 1 } } },
  };
  const { fck, remove } = await testFck(config, [plugin]);
  onTestFinished(() => remove());
  const command = (verb: string, selection: object, more: { dryRun?: boolean; options?: object } = {}) =>
    sandboxCommands(fck)[verb]?.run({
      fck,
      args: [],
      options: { ...more.options },
      selection,
      dryRun: more.dryRun ?? false,
      yes: false,
      force: false,
      signal: new AbortController().signal,
      progress: () => undefined,
    });
  return { fck, command };
}

const left = () => hosts.map(({ name }) => name);

it('down removes what -H and -r choose, and nothing in a dry run', async () => {
  const { command } = await project();
  expect(await command('down', {}, { dryRun: true })).toMatchObject({
    text: 'Would remove web-1, web-2, db-1.',
  });
  await expect(command('down', { hosts: ['web-9'] })).rejects.toMatchObject({ code: 'NAME_UNKNOWN' });
  await expect(command('down', { hosts: ['web-1'] }, { options: { all: true } })).rejects.toMatchObject({
    code: 'SANDBOX_SPEC',
  });
  expect(left()).toEqual(['web-1', 'web-2', 'db-1']);
  await command('down', { hosts: ['web-2'] });
  expect(left()).toEqual(['web-1', 'db-1']);
  await command('down', { roles: ['db'] });
  expect(left()).toEqual(['web-1']);
});

it('up makes what -H and -r choose, and nothing in a dry run', async () => {
  const { command } = await project();
  await command('up', {}, { dryRun: true });
  await expect(command('up', { hosts: ['web-9'] })).rejects.toMatchObject({ code: 'SANDBOX_SPEC' });
  expect(made).toEqual([]);
  await command('up', { hosts: ['web-2'] });
  await command('up', { roles: ['db'] });
  expect(made).toEqual(['web-2', 'db-1']);
});

it.each([
  ['ops/prepare.sh', []],
  [['ops/prepare.sh', 'amzn'], ['amzn']],
])('up finds `prepare: %j` beside the configuration', async (prepare, args) => {
  const { fck, command } = await project({ suite: 'trixie', prepare });
  await command('up', { hosts: ['web-1'] });
  expect(asked).toMatchObject([
    { suite: 'trixie', prepare: [join(fck.project.directory, 'ops/prepare.sh'), ...args] },
  ]);
});

it('a release that there is not is refused by name', async () => {
  await expect(project({ suite: 'sarge' })).rejects.toThrow(/bullseye/);
});

it('images are listed with what made them and who uses them', async () => {
  const { command } = await project();
  expect((await command('images', {}))?.table?.rows).toEqual([
    ['trixie-0123456789ab-1', 'trixie', 'prepare.sh amzn', '300 MB', '3 days', 'notes/web-1'],
  ]);
});

it('the task destroy removes what -H chooses', async () => {
  const { fck } = await project();
  await fck.run(['destroy'], { hosts: ['web-2'], dryRun: true });
  expect(left()).toEqual(['web-1', 'web-2', 'db-1']);
  await fck.run(['destroy'], { hosts: ['web-2'] });
  expect(left()).toEqual(['web-1', 'db-1']);
});

import { describe, expect, it } from 'vitest';
import { failure, load } from './config-folder.test.helper.js';

/** The one problem of a config that has a role `web` and no plugins. */
const problem = (yaml: string, files: Record<string, string> = {}) =>
  failure({ 'fck.yaml': `name: shop\nplugins: []\n${yaml}`, ...files });

describe('a configuration with parts of its own', () => {
  it('may merge mappings that are below keys of its own', async () => {
    const fck = await load({
      'fck.yaml': `name: shop
plugins: []
x-ssh: &ssh {port: 2222}
roles:
  web:
    x-note: not checked
    ssh:
      <<: *ssh
      connect_timeout: 7
    hosts: [a]
`,
    });
    const [host] = await fck.hosts();
    expect(host?.ssh).toMatchObject({ port: 2222, connectTimeout: 7 });
  });

  it('of the ancestor is reported with its new name', async () => {
    const error = await failure({
      'fck.yaml': 'name: shop\nplugins: []\ndeploy_root: /opt\nroles: {web: {}}\n',
    });
    expect(error.hint).toBe('It is called `root` here.');
    const corrected = await load({ 'fck.yaml': 'name: shop\nplugins: []\nroot: /opt\nroles: {web: {}}\n' });
    expect(corrected.project.paths.root).toBe('/opt');
  });
});

describe('an unknown key', () => {
  it.each([
    [
      'at the top',
      'paralel: 3\nroles: {web: {}}',
      'fck.yaml:3:1',
      'The configuration fck.yaml has no key "paralel".',
      'Did you mean "parallel"?',
    ],
    [
      'in a role',
      'roles:\n  web:\n    host: [a]\n',
      'fck.yaml:5:5',
      'The role "web" has no key "host".',
      'Did you mean "hosts"?',
    ],
    [
      'in a spec',
      'roles:\n  web:\n    provision:\n      tool: [git]\n',
      'fck.yaml:6:7',
      'The "provision" section of role "web" has no key "tool".',
      'Did you mean "tools"?',
    ],
    [
      'inside a value',
      'roles:\n  web:\n    ssh:\n      Port: 22\n',
      'fck.yaml:6:7',
      '"ssh" has no key "Port".',
      'Did you mean "port"?',
    ],
    [
      'inside a list',
      'roles:\n  web:\n    hosts:\n      - a\n      - adress: b\n',
      'fck.yaml:7:9',
      '"hosts.1" has no key "adress".',
      'Did you mean "address"?',
    ],
  ])('%s', async (_, yaml, place, message, hint) => {
    expect(await problem(yaml)).toMatchObject({ code: 'CONFIG_INVALID', place, message, hint });
  });

  it('that resembles none lists the valid keys', async () => {
    const { hint } = await problem('roles: {web: {activate: {zebra: 1}}}');
    expect(hint).toMatch(
      /^Known keys: after, bind, drain, health, http_test_path, process_manager, release, services, strategy, user\. Others come from plugins/,
    );
  });

  it('in a role file is reported with the place there', async () => {
    const found = await problem('roles: [role_web.yaml]', { 'role_web.yaml': 'user: me\n\nhostss: [a]\n' });
    expect(found).toMatchObject({ place: 'role_web.yaml:3:1', hint: 'Did you mean "hosts"?' });
  });

  it('in package.json is reported with the place below its key', async () => {
    const fck = { name: 'shop', plugins: [], paralel: 3, roles: { web: {} } };
    const text = JSON.stringify({ name: 'x', fck }, null, 2);
    expect(await failure({ 'package.json': text })).toMatchObject({ place: 'package.json:6:5' });
  });

  it('in a module is reported with the file alone', async () => {
    const found = await failure({
      'fck.config.mjs': "export default { name: 'shop', plugins: [], paralel: 3, roles: { web: {} } };",
    });
    expect(found).toMatchObject({ place: 'fck.config.mjs', hint: 'Did you mean "parallel"?' });
  });
});

describe('a value of a wrong type', () => {
  it.each([
    ['parallel: many\nroles: {web: {}}', 'fck.yaml:3:1', '"parallel": must be a number (it is "many").'],
    ['parallel: 0\nroles: {web: {}}', 'fck.yaml:3:1', /"parallel": must be at least 1 \(it is 0\)\.$/],
    ['root: opt\nroles: {web: {}}', 'fck.yaml:3:1', /"root": .*start with "\/" \(it is "opt"\)\.$/],
    [
      'roles:\n  web:\n    ssh: {port: 99999}\n',
      'fck.yaml:5:11',
      /"ssh\.port": must be at most 65535 \(it is 99999\)\.$/,
    ],
    [
      'roles:\n  web:\n    hosts: a.example.com\n',
      'fck.yaml:5:5',
      '"hosts": must be a list (it is "a.example.com").',
    ],
    [
      'roles:\n  web:\n    provision: [git]\n',
      'fck.yaml:5:5',
      /"provision": must be a mapping \(it is a list\)\.$/,
    ],
    ['roles:\n  web: 7\n', 'fck.yaml:4:3', '"roles.web" must be a role or the name of a role\'s file.'],
    ['roles:\n  - [web]\n', 'fck.yaml:4:5', '"roles.0" must be a role or the name of a role\'s file.'],
    ['roles:\n  - name: a/b\n', 'fck.yaml:4:5', /"name": must be letters.*\(it is "a\/b"\)\.$/],
  ])('%j', async (yaml, place, message) => {
    const found = await problem(yaml);
    expect(found).toMatchObject({ code: 'CONFIG_INVALID', place });
    expect(found.message).toMatch(
      typeof message === 'string' ? new RegExp(`^${escaped(message)}$`) : message,
    );
  });

  it('in the wrong place entirely is reported once', async () => {
    const found = await problem('roles:\n  web:\n    activate: yes\n');
    expect(found.detail).toBeUndefined();
    expect(found.message).toMatch(/"activate": must be a mapping \(it is "yes"\)/);
  });
});

describe('a missing value', () => {
  it.each([
    [
      'the name',
      { 'fck.yaml': 'plugins: []\nroles: {web: {}}\n' },
      'The configuration has no `name`.',
      'fck.yaml:1:1',
    ],
    [
      'the roles',
      { 'fck.yaml': 'name: shop\nplugins: []\n' },
      'The configuration has no roles.',
      'fck.yaml:1:1',
    ],
    [
      'any role',
      { 'fck.yaml': 'name: shop\nplugins: []\nroles: []\n' },
      'The configuration has no roles.',
      'fck.yaml:3:1',
    ],
  ])('%s', async (_, files, message, place) => {
    expect(await failure(files)).toMatchObject({ code: 'CONFIG_INVALID', message, place });
  });
});

describe('roles', () => {
  it('of the same name are refused', async () => {
    const found = await problem('roles:\n  - name: web\n  - role_web.yaml\n', {
      'role_web.yaml': 'user: me\n',
    });
    expect(found).toMatchObject({
      message: 'There are two roles named "web".',
      place: 'role_web.yaml:1:1',
      hint: 'Give one of them another name.',
    });
  });

  it('that say in two ways how they are built are refused', async () => {
    const found = await problem(
      'roles:\n  web:\n    build:\n      one: {}\n      two: {}\n'.replace('', ''),
      {},
    );
    expect(found.message).toContain('has 2 problems');
    const both = await failure({
      'fck.yaml':
        'name: shop\nplugins: [./builders.cjs]\nroles:\n  web:\n    build:\n      one: {}\n      two: {}\n',
      'builders.cjs': `
        const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
        module.exports = (fck) => {
          for (const name of ['one', 'two'])
            fck.builders.register(name, { about: '', kind: 'made', schema, build: () => undefined });
        };`,
    });
    expect(both).toMatchObject({
      message: 'The role "web" says in several ways how it is built: one, two.',
      place: 'fck.yaml:7:7',
    });
  });
});

describe('a section checked by a schema that is not zod', () => {
  const plugin = `
    const schema = { '~standard': { version: 1, vendor: 'by-hand', async validate(value) {
      if (value === undefined) return { value };
      if (typeof value !== 'object') return { issues: [{ message: 'must be a mapping' }] };
      const issues = [];
      if (typeof value.port !== 'number') issues.push({ message: 'must be a number', path: ['port'] });
      if (value.users?.[1] === 'root') issues.push({ message: 'must not be root', path: [{ key: 'users' }, { key: 1 }] });
      return issues.length > 0 ? { issues } : { value: { ...value, checked: true } };
    } } };
    module.exports = { name: 'redis', apply(fck) {
      const section = fck.section({ at: 'role.provision', name: 'redis', schema, about: 'Redis.' });
      fck.redis = (role) => section.of(role);
    } };`;
  const withRedis = (section: string) => ({
    'fck.yaml': `name: shop\nplugins: [./redis.cjs]\nroles:\n  web:\n    provision:\n      redis: ${section}\n`,
    'redis.cjs': plugin,
  });

  it('is given as the schema returned it', async () => {
    const fck = await load(withRedis('{port: 6379}'));
    expect(fck.roleNamed('web').values.get('provision.redis')).toEqual({ port: 6379, checked: true });
  });

  it('reports its problems with their places and the plugin', async () => {
    const found = await failure(
      withRedis('\n        port: x\n        users:\n          - me\n          - root'),
    );
    expect(found.detail?.split('\n')).toEqual([
      'fck.yaml:7:9  "provision.redis.port": must be a number (it is "x").',
      'fck.yaml:10:13  "provision.redis.users.1": must not be root (it is "root").',
    ]);
    expect(await failure(withRedis('7'))).toMatchObject({
      message: '"provision.redis": must be a mapping (it is 7).',
      place: 'fck.yaml:6:7',
      plugin: 'redis',
    });
  });

  it('that is left out has no default value', async () => {
    const fck = await load({
      ...withRedis('{port: 1}'),
      'fck.yaml': 'name: shop\nplugins: [./redis.cjs]\nroles: {web: {}}\n',
    });
    expect(fck.roleNamed('web').values.has('provision.redis')).toBe(false);
  });
});

describe('several problems', () => {
  it('are reported all at once, each with its place', async () => {
    const found = await problem(
      'paralel: 3\nkeep_builds: no\nroles:\n  web:\n    hosst: [a]\n  db: db.yaml\n  mail:\n    ssh: {port: x}\n',
    );
    expect(found.message).toBe('The configuration has 5 problems.');
    expect(found.detail?.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      'fck.yaml:3:1  The configuration fck.yaml has no key "paralel".',
      'fck.yaml:4:1  "keep_builds": must be a number (it is "no").',
      'fck.yaml:8:3  The role file db.yaml does not exist.',
      'fck.yaml:7:5  The role "web" has no key "hosst".',
      'fck.yaml:10:11  "ssh.port": must be a number (it is "x").',
    ]);
    expect(found.place).toBe('fck.yaml:3:1');
  });
});

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

import { afterAll, describe, expect, it } from 'vitest';
import { type Complaint, complaintOf } from './fixture/complaint.js';
import { Folder } from './fixture/folder.js';

const folders: Folder[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function folderOf(files: Readonly<Record<string, string>>): Folder {
  const folder = new Folder(files);
  folders.push(folder);
  return folder;
}

/** The error of `fck` for a configuration. */
async function complaintAbout(yaml: string, ...args: string[]): Promise<Complaint> {
  return complaintOf(await folderOf({ 'fck.yaml': yaml }).fck(args.length > 0 ? args : ['config']));
}

const shop = `name: shop
roles:
  web: {hosts: [127.0.0.1]}
`;

/** A configuration whose role `web` has these lines. */
const web = (...lines: string[]) =>
  `name: shop\nroles:\n  web:\n${lines.map((line) => `    ${line}\n`).join('')}`;

describe.concurrent('a configuration that cannot be read', () => {
  it('is missing', async () => {
    const { message, hint } = complaintOf(await folderOf({}).fck(['hosts']));
    expect(message).toContain('There is no fck configuration in');
    expect(hint).toContain('fck.yaml');
  });

  it('is named and missing', async () => {
    const { message, where } = await complaintAbout(shop, 'hosts', '--config', 'nope.yaml');
    expect(message).toContain('there is no such file');
    expect(where).toBe('nope.yaml');
  });

  it('is empty', async () => {
    const { message, where } = await complaintAbout('\n');
    expect(message).toContain('nothing instead of keys and values');
    expect(where).toBe('fck.yaml');
  });

  it('is a list', async () => {
    expect((await complaintAbout('- a\n')).message).toContain('a list instead of keys and values');
  });

  it.each([
    ['YAML that ends too early', 'name: shop\nroles: {web: {hosts: [a]}\n', 'fck.yaml:3:1'],
    ['a mapping where none may stand', 'name: shop\n roles: x\n', 'fck.yaml:1:7'],
    ['a tab', 'name: shop\nroles:\n\tweb: {}\n', 'fck.yaml:3:1'],
    ['the same key twice', 'name: shop\nname: store\n', 'fck.yaml:2:1'],
  ])('is no YAML: %s', async (_what, yaml, place) => {
    const { message, where } = await complaintAbout(yaml);
    expect(message).toContain('The configuration could not be read');
    expect(where).toBe(place);
  });

  it('is TypeScript that throws', async () => {
    const folder = folderOf({ 'fck.config.ts': 'throw new Error("no database");\n' });
    const { message, where } = complaintOf(await folder.fck(['config']));
    expect(message).toContain('no database');
    expect(where).toBe('fck.config.ts');
  });

  it('names a role file that is missing', async () => {
    const { message, where } = await complaintAbout('name: shop\nroles: [role_web.yaml]\n');
    expect(message).toContain('role_web.yaml does not exist');
    expect(where).toBe('fck.yaml:2:9');
  });

  it('names a role file with a mistake', async () => {
    const folder = folderOf({
      'fck.yaml': 'name: shop\nroles: [role_web.yaml]\n',
      'role_web.yaml': 'name: web\nhosts: [a]\nprovison: {}\n',
    });
    const { where, hint } = complaintOf(await folder.fck(['config']));
    expect(where).toBe('role_web.yaml:3:1');
    expect(hint).toContain('"provision"');
  });
});

describe.concurrent('a key that no plugin reads', () => {
  it.each([
    ['of the project', `rols: {}\n${shop}`, 'fck.yaml:1:1', 'roles'],
    ['of a role', web('hosts: [a]', 'provison: {tools: [git]}'), 'fck.yaml:5:5', 'provision'],
    ['of a section', web('activate: {gunicorm: {app_module: a}}'), 'fck.yaml:4:16', 'gunicorn'],
    ['inside a section', web('activate: {gunicorn: {app_modul: a}}'), 'fck.yaml:4:27', 'app_module'],
    [
      'inside a list inside a section',
      web('activate: {nginx: {static: [{ur: /s/, local: x}]}}'),
      'fck.yaml:4:34',
      'url',
    ],
    ['of a host', web('hosts: [{adress: a}]'), 'fck.yaml:4:14', 'address'],
    ['of a repository', `repos: {site: {ulr: /x}}\n${shop}`, 'fck.yaml:1:16', 'url'],
  ])('%s: the error names its place and the nearest known key', async (_what, yaml, place, near) => {
    const { where, text } = await complaintAbout(yaml);
    expect(where).toBe(place);
    expect(text).toContain('has no key');
    expect(text).toContain(`Did you mean "${near}"`);
  });
});

describe.concurrent('a value of a wrong type', () => {
  it('every one is reported, with its place and its value', async () => {
    const { message, text } = await complaintAbout(
      `parallel: many\n${web('hosts: a', 'provision: [git]', 'activate:', '  nginx: {listen: eighty}', '  health: {within: soon}')}`,
    );
    expect(message).toContain('5 problems');
    for (const said of [
      /fck\.yaml:1:1 .*"parallel": must be a number.*"many"/,
      /fck\.yaml:5:5 .*"hosts": must be a list.*"a"/,
      /fck\.yaml:6:5 .*"provision".*a list/,
      /fck\.yaml:8:15 .*"activate\.nginx\.listen": must be a port.*"eighty"/,
      /fck\.yaml:9:16 .*"activate\.health\.within": must be a number.*"soon"/,
    ])
      expect(text).toMatch(said);
  });

  it('a required value that is missing, also where the section is empty', async () => {
    const { message, where } = await complaintAbout(web('hosts: [a]', 'activate:', '  gunicorn:'));
    expect(message).toContain('"activate.gunicorn.app_module" is missing');
    expect(where).toBe('fck.yaml:6:7');
  });

  it('an environment variable that is not set', async () => {
    const { message, where, hint } = await complaintAbout(`user: !env SHOP_USER\n${shop}`);
    expect(message).toContain('SHOP_USER is not set');
    expect(where).toBe('fck.yaml:1:1');
    expect(hint).toContain('export SHOP_USER=');
  });
});

describe.concurrent('an unknown name', () => {
  it.each([
    ['role', ['hosts', '-r', 'wbe'], /no role named "wbe".*"web"/],
    ['host', ['run', 'provision', '-H', '127.0.0.2'], /no host named "127\.0\.0\.2".*"127\.0\.0\.1"/],
    ['host for a shell', ['ssh', 'web-9'], /no host named "web-9"/],
    ['task', ['run', 'provison'], /no task named "provison".*"provision"/],
    ['command', ['hsots'], /no command "hsots".*hosts/],
    ['task as a command', ['provision'], /no command "provision"/],
    ['verb of a plugin', ['sandbox', 'upp'], /upp/],
    ['option', ['hosts', '--jsn'], /--jsn.*--json/],
    ['option of a task', ['run', 'activate', '--biuld', 'x'], /--biuld/],
    ['argument of an option', ['hosts', '--parallel', 'many'], /--parallel.*many/],
  ])('%s', async (_what, args, said) => {
    expect((await complaintAbout(shop, ...args)).message).toMatch(said);
  });

  it('says that a word is a task', async () => {
    expect((await complaintAbout(shop, 'provision')).hint).toContain('fck run provision');
  });

  it.each([
    [
      'tool',
      web('hosts: [a]', 'provision:', '  tools: [git, ngnix]'),
      'fck.yaml:6:20',
      /no tool named "ngnix".*"nginx"/,
    ],
    ['plugin', `plugins: [gti]\n${shop}`, 'fck.yaml:1:11', /plugin "gti".*"git"/],
    ['plugin of the project', `plugins: [./audit.ts]\n${shop}`, 'fck.yaml:1:11', /plugin "\.\/audit\.ts"/],
    [
      'role to copy from',
      `name: shop\nroles:\n  builder: {hosts: [a]}\n  web:\n    hosts: [b]\n    build:\n      copy_from: {role: bilder}\n`,
      'fck.yaml:7:19',
      /no role named "bilder".*"builder"/,
    ],
    [
      'repository to clone',
      `repos: {site: /srv/site.git}\n${web('hosts: [a]', 'provision: {git: {clone: sit}}')}`,
      'fck.yaml:6:23',
      /no repository named "sit"/,
    ],
  ])('%s, with its place in the file', async (_what, yaml, place, said) => {
    for (const args of [['run', 'provision'], ['config']]) {
      const { message, where } = await complaintAbout(yaml, ...args);
      expect(message).toMatch(said);
      expect(where).toContain(place);
    }
  });

  it('a plugin says how to install it', async () => {
    expect((await complaintAbout(`plugins: [gti]\n${shop}`)).hint).toContain('npm install');
  });
});

describe.concurrent('a secret whose variable is not set', () => {
  const yaml = `name: unset-secrets
sudo_password: !env DEPLOY_SUDO
repos: {site: /srv/site.git}
roles:
  web:
    hosts: [local]
    build: {plan: {pip_options: [--index-url, !env PIP_INDEX]}}
    activate: {gunicorn: {app_module: 'site:app', env: {SECRET_KEY: !env SECRET_KEY}}}
`;

  it.each([
    ['config'],
    ['tools'],
    ['hosts'],
    ['status'],
    ['builds'],
    ['history'],
    ['lock', 'status'],
    ['exec', '--', 'true'],
  ])('stops no command that does not send it: %s', async (...args) => {
    const { code, stderr } = await folderOf({ 'fck.yaml': yaml }).fck(args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.not.stringContaining('is not set') });
  });

  it.each([
    [['up'], ['DEPLOY_SUDO', 'PIP_INDEX', 'SECRET_KEY']],
    [['plan'], ['DEPLOY_SUDO', 'PIP_INDEX', 'SECRET_KEY']],
    [['run', 'provision'], ['DEPLOY_SUDO']],
    [
      ['run', 'build'],
      ['DEPLOY_SUDO', 'PIP_INDEX'],
    ],
    [['rollback'], ['DEPLOY_SUDO']],
  ])('is named with all others that a command would send: %j', async (args, names) => {
    const { message, where, hint, text } = await complaintAbout(yaml, ...args);
    for (const name of names) expect(message).toContain(name);
    expect(hint).toBe(
      `Set ${names.length > 1 ? 'them' : 'it'}: export ${names.map((name) => `${name}=…`).join(' ')}`,
    );
    expect(where).toMatch(/fck\.yaml:2:\d+$/);
    if (names.includes('SECRET_KEY')) expect(text).toMatch(/fck\.yaml:8:\d+ {2}SECRET_KEY/);
  });
});

describe.concurrent('how it is told', () => {
  it('with --verbose there is a stack trace', async () => {
    const { code, stderr } = await folderOf({ 'fck.yaml': shop }).fck(['hosts', '-r', 'wbe', '--verbose']);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^ +at .*:\d+:\d+/m);
  });

  it('with --json there is one document on stdout', async () => {
    const { code, stdout } = await folderOf({ 'fck.yaml': shop }).fck(['hosts', '-r', 'wbe', '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ code: 'NAME_UNKNOWN', hint: expect.any(String) });
  });

  it('no message about an unknown host has a tally of a run that never began', async () => {
    const { stderr } = await folderOf({ 'fck.yaml': shop }).fck(['run', 'provision', '-H', 'nope']);
    expect(stderr.match(/^✖/gm)).toHaveLength(1);
  });
});

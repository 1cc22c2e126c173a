import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFck } from '../create.js';
import { isFckError } from '../errors/fck-error.js';
import { readNeededSecrets } from '../run/needed-secrets.js';
import { tasksInOrder } from '../run/task-order.js';
import { failure, folderWith, load } from './config-folder.test.helper.js';
import { environmentOf } from './environment.js';

const config = (env: string, more = '') => `name: shop
plugins: []
${more}env:
${env}
roles: {web: {hosts: [a], activate: {}}}
`;

/** Loads a configuration with this environment; other files are beside it. */
async function project(yaml: string, files: Readonly<Record<string, string>> = {}) {
  const folder = folderWith({ ...files, 'fck.yaml': yaml });
  const fck = await createFck({ cwd: folder, env: {} });
  const { project } = fck;
  const { roles } = project;
  const environment = () => {
    const [role] = roles;
    if (!role) throw new Error('the configuration has no role');
    return environmentOf({ fck, project, role });
  };
  const read = (...names: readonly string[]) =>
    readNeededSecrets(fck, { tasks: tasksInOrder(fck.tasks, names), roles });
  return { fck, folder, environment, read };
}

/** Reading fails: the error's code, message and details, without the folder. */
async function failureOf(read: Promise<unknown>, folder: string) {
  const thrown: unknown = await read.then(
    () => new Error('it was read'),
    (error: unknown) => error,
  );
  if (!isFckError(thrown)) throw thrown;
  const relative = (text = '') => text.replaceAll(`${folder}/`, '');
  return { code: thrown.code, message: relative(thrown.message), detail: relative(thrown.detail) };
}

describe('a secret that the configuration refers to', () => {
  it('is the content of a file or the output of a command, without its last line break', async () => {
    const { environment, read } = await project(
      config("  KEY: !file secrets/key.pem\n  TOKEN: !command 'cat token; echo 22'"),
      { 'secrets/key.pem': 'one\ntwo\n', token: 'hunter' },
    );
    await read('activate');
    const { KEY, TOKEN } = environment();
    expect(KEY).toMatchObject({ isRead: true });
    expect([KEY, TOKEN].map((value) => typeof value === 'object' && value.reveal())).toEqual([
      'one\ntwo',
      'hunter22',
    ]);
  });

  it('is read once, when a run first sends it, and by no other command', async () => {
    const { folder, read, environment, fck } = await project(
      config("  TOKEN: !command 'echo asked >> log; echo hunter22'"),
    );
    const asked = () => readFileSync(join(folder, 'log'), 'utf8').split('\n').length - 1;
    await read('provision', 'build');
    expect(JSON.stringify(fck.describeConfig())).toContain('!command echo asked >> log; echo hunter22');
    expect(asked).toThrow('ENOENT');
    await read('activate');
    await read('activate');
    const { TOKEN } = environment();
    expect(typeof TOKEN === 'object' && TOKEN.reveal()).toBe('hunter22');
    expect(asked()).toBe(1);
  });

  it('is removed from all output once it was read', async () => {
    const { fck, read } = await project(config('  TOKEN: !file token'), { token: 'hunter22\n' });
    await read('activate');
    expect(fck.redact('the token is hunter22')).toBe('the token is ***');
  });

  it('is read when it is needed outside of a run', async () => {
    const fck = await load({
      'fck.yaml': 'name: shop\nplugins: []\nsudo_password: !file password\nroles: {web: {hosts: [a]}}',
      password: 'hunter22',
    });
    const [host] = await fck.hosts();
    expect(host?.sudoPassword?.reveal()).toBe('hunter22');
    expect(fck.redact('it is hunter22')).toBe('it is ***');
  });

  it('is reported with all others that are missing', async () => {
    const { folder, read } = await project(
      config(
        "  A: !file nowhere\n  B: !env NOT_SET\n  C: !command 'echo secret; echo locked >&2; exit 3'\n  D: !command 'true'",
      ),
    );
    const { code, message, detail } = await failureOf(read('activate'), folder);
    expect({ code, message }).toEqual({
      code: 'SECRETS_UNREADABLE',
      message: '4 secrets could not be read.',
    });
    expect(detail.split('\n')).toEqual([
      'fck.yaml:5:3  The environment variable NOT_SET is not set.',
      'fck.yaml:4:3  The secret `!file nowhere` could not be read: there is no file nowhere.',
      'fck.yaml:6:3  The secret `!command echo secret; echo locked >&2; exit 3` could not be read: it ended with exit code 3: locked.',
      'fck.yaml:7:3  The secret `!command true` could not be read: it printed nothing.',
    ]);
  });

  it('is refused where a text is expected, which would be shown', async () => {
    const error = await failure({
      'fck.yaml': 'name: shop\nplugins: []\nuser: !command whoami\nroles: {web: {hosts: [a]}}',
    });
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', place: 'fck.yaml:3:1' });
    expect(error.message).toContain('"user"');
    expect(error.message).toContain('!command whoami');
  });

  it('cannot be a key', async () => {
    const error = await failure({ 'fck.yaml': 'name: shop\n? !file name\n: 1\n' });
    expect(error).toMatchObject({ code: 'CONFIG_UNREADABLE', place: 'fck.yaml:2:9' });
  });

  it('is the same in TypeScript, where it cannot become a part of a text', async () => {
    const script = (token: string) => `
      import { secretFile } from ${JSON.stringify(new URL('./secret-reference.ts', import.meta.url).pathname)};
      export default { name: 'shop', plugins: [], env: { TOKEN: ${token} }, roles: { web: { hosts: ['a'] } } };`;
    const fck = await load({ 'fck.config.ts': script("secretFile('token')"), token: 'hunter22' });
    expect(fck.describeConfig()).toMatchObject({ settings: { env: { TOKEN: '!file token' } } });
    const error = await failure({ 'fck.config.ts': script("`x-${secretFile('token')}`") });
    expect(error.message).toContain('The secret `!file token` cannot be a part of a text.');
  });
});

describe('!secret', () => {
  const withSource = (env: string) => `name: shop
plugins: [./vault.ts]
env:
${env}
roles: {web: {hosts: [a], activate: {}}}
`;
  const vault = `
    import { appendFileSync } from 'node:fs';
    import { join } from 'node:path';
    export default {
      name: 'vault',
      apply(fck) {
        fck.secretSources.register('vault', {
          about: 'of tests',
          async read({ reference, directory }) {
            appendFileSync(join(directory, 'asked'), reference + '\\n');
            if (reference === 'locked') throw new Error('the vault is locked.');
            return reference === 'empty' ? '' : 'value of ' + reference;
          },
        });
      },
    };`;

  it('asks the source of a plugin, once for each reference, when a run sends the value', async () => {
    const { folder, read, environment, fck } = await project(
      withSource('  A: !secret vault shop/a b\n  B: !secret vault shop/a b\n  C: !secret vault shop/c'),
      { 'vault.ts': vault },
    );
    const asked = () => readFileSync(join(folder, 'asked'), 'utf8');
    await read('provision', 'build');
    expect(asked).toThrow('ENOENT');
    expect(fck.describeConfig()).toMatchObject({ settings: { env: { A: '!secret vault shop/a b' } } });
    await read('activate');
    const values = Object.values(environment()).map((value) => typeof value === 'object' && value.reveal());
    expect(values).toEqual(['value of shop/a b', 'value of shop/a b', 'value of shop/c']);
    expect(asked()).toBe('shop/a b\nshop/c\n');
    expect(fck.redact('it is value of shop/c')).toBe('it is ***');
  });

  it('is reported with all others that are missing', async () => {
    const { folder, read } = await project(
      withSource(
        '  A: !secret vault locked\n  B: !secret vualt shop\n  C: !secret vault empty\n  D: !secret vault',
      ),
      { 'vault.ts': vault },
    );
    const { code, detail } = await failureOf(read('activate'), folder);
    expect(code).toBe('SECRETS_UNREADABLE');
    expect(detail.split('\n')).toEqual([
      'fck.yaml:4:3  The secret `!secret vault locked` could not be read: The plugin "vault" failed: the vault is locked.',
      expect.stringMatching(
        /^fck\.yaml:5:3 {2}The secret `!secret vualt shop` could not be read: .*vualt.*Did you mean "vault"\?$/,
      ),
      'fck.yaml:6:3  The secret `!secret vault empty` could not be read: vault has no value there.',
      'fck.yaml:7:3  The secret `!secret vault` could not be read: it has no reference.',
    ]);
  });
});

describe('env_file:', () => {
  it('has further variables, all of them secret, below those of `env:`', async () => {
    const { fck, environment } = await project(config('  LANG: C', 'env_file: [.env, .env.live]\n'), {
      '.env': '# for all\nLANG=de\nTOKEN="hunter22"\nMODE=test\n',
      '.env.live': 'export MODE=live\n',
    });
    const { LANG, TOKEN, MODE } = environment();
    expect(LANG).toBe('C');
    expect([TOKEN, MODE].map((value) => typeof value === 'object' && value.reveal())).toEqual([
      'hunter22',
      'live',
    ]);
    expect(fck.redact('hunter22')).toBe('***');
  });

  it('that is missing is reported before a run that sends it', async () => {
    const { folder, read } = await project(config('  LANG: C', 'env_file: .env\n'));
    await read('provision');
    expect(await failureOf(read('activate'), folder)).toMatchObject({
      code: 'ENV_FILE_UNREADABLE',
      message: expect.stringContaining('The environment file .env could not be read'),
    });
  });

  it('is read once for all hosts of a run', async () => {
    const { folder, environment } = await project(config('  LANG: C', 'env_file: .env\n'), {
      '.env': 'A=1\n',
    });
    const before = environment();
    writeFileSync(join(folder, '.env'), 'A=2\n');
    expect(environment()).toEqual(before);
  });
});

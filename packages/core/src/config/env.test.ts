import { describe, expect, it } from 'vitest';
import { failure, load } from './config-folder.test.helper.js';

const config = (roles: string) => `name: shop
plugins: []
user: !env WHO
sudo_password: !env  PASSWORD
roles:
${roles}`;
const env = { WHO: 'me', PASSWORD: 'hunter22' };

describe('!env NAME', () => {
  it('is the value of the variable, and shown as written', async () => {
    const fck = await load(
      {
        'fck.yaml': config('  - web.yaml\n  - name: db\n    hosts: [{address: !env DB, name: db}]\n'),
        'web.yaml': 'ssh: {passphrase: !env PASSWORD}\nhosts: [a]\n',
      },
      { env: { ...env, DB: '10.0.0.7' } },
    );
    const [web, db] = await fck.hosts();
    expect(web?.user).toBe('me');
    expect(web?.sudoPassword?.reveal()).toBe('hunter22');
    expect(web?.ssh.passphrase?.reveal()).toBe('hunter22');
    expect(db?.address).toBe('10.0.0.7');
    const shown = fck.describeConfig();
    expect(JSON.stringify(shown)).not.toContain('hunter22');
    expect(shown).toMatchObject({
      settings: { user: '!env WHO', sudo_password: '!env PASSWORD' },
      roles: [{ name: 'web', ssh: { passphrase: '!env PASSWORD' } }, { name: 'db' }],
    });
  });

  it('that is not set is an error with its place, if the value is needed', async () => {
    const error = await failure({ 'fck.yaml': config('  db: {user: !env DB}\n') }, { env });
    expect(error).toMatchObject({
      code: 'CONFIG_MISSING_ENV',
      message: 'The environment variable DB is not set.',
      hint: 'Set it: export DB=…',
      place: 'fck.yaml:6:8',
    });
  });

  it('that is not set is reported with all others', async () => {
    const files = {
      'fck.yaml': config('  db: {user: !env DB}\n  web: web.yaml\n'),
      'web.yaml': 'hosts:\n  - !env WEB\n',
    };
    const error = await failure(files, { env: {} });
    expect(error).toMatchObject({
      message: '3 environment variables are not set: WHO, DB, WEB.',
      hint: 'Set them: export WHO=… DB=… WEB=…',
    });
    expect(error.detail).toMatch(
      /fck\.yaml:3:\d+ {2}WHO\n.*fck\.yaml:6:\d+ {2}DB\n.*web\.yaml:2:\d+ {2}WEB$/,
    );
  });

  it('that is not set is reported beside other problems', async () => {
    const error = await failure({ 'fck.yaml': config('  db: {user: !env DB}\nparallel: many\n') }, { env });
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.detail).toMatch(/"parallel"[\s\S]*The environment variable DB is not set/);
  });

  it.each([
    'plugins: [!env DB]',
    'plugins: !env DB',
    'roles: !env DB',
    'roles: [!env DB]',
    'roles: {web: !env DB}',
  ])('that is not set is named whatever it takes the place of: %s', async (line) => {
    const rest = line.startsWith('roles') ? 'plugins: []' : 'roles: {web: {}}';
    expect(await failure({ 'fck.yaml': `name: shop\n${line}\n${rest}\n` }, { env: {} })).toMatchObject({
      code: 'CONFIG_MISSING_ENV',
      message: 'The environment variable DB is not set.',
    });
  });

  it('of a secret that is not set is an error only when the secret is sent', async () => {
    const fck = await load(
      {
        'fck.yaml': config(
          '  - web.yaml\n  - name: db\n    hosts: [b]\n    activate: {secretive: {token: !env OTHER}}\n',
        ).replace('plugins: []', 'plugins: [./p.mjs]'),
        'web.yaml':
          'hosts: [local]\nssh: {passphrase: !env PHRASE}\nactivate: {secretive: {token: !env TOKEN}}\n',
        'p.mjs': `export default { name: 'p', apply(fck) {
  const isSecret = (value) => typeof value === 'object' && value !== null && Symbol.for('fck.secret') in value;
  const validate = (value) =>
    typeof value?.token === 'string' || isSecret(value?.token) ? { value } : { issues: [{ message: 'no', path: ['token'] }] };
  const schema = { '~standard': { version: 1, vendor: 'test', validate } };
  fck.section({ at: 'role.activate', name: 'secretive', about: 'x', schema });
  fck.tasks.register('look', { about: 'x', run: async () => {} });
} };`,
      },
      { env: { WHO: 'me' } },
    );
    expect(await fck.hosts()).toHaveLength(2);
    expect(JSON.stringify(fck.describeConfig())).toContain('!env TOKEN');
    await expect(fck.run(['look'])).resolves.toMatchObject({ ok: true });
    await expect(fck.run(['activate'])).rejects.toMatchObject({
      code: 'CONFIG_MISSING_ENV',
      message: '4 environment variables are not set: PASSWORD, PHRASE, TOKEN, OTHER.',
    });
    const built = await fck.run(['build'], { roles: ['db'] }).catch((error: unknown) => error);
    expect(built).toMatchObject({ message: 'The environment variable PASSWORD is not set.' });
  });

  it('that is not set in a role file is reported with the place there', async () => {
    const files = { 'fck.yaml': config('  - web.yaml\n'), 'web.yaml': 'hosts:\n  - a\n  - !env DB\n' };
    expect(await failure(files, { env })).toMatchObject({ place: 'web.yaml:3:10' });
  });

  it('that is set to an empty text is set', async () => {
    const fck = await load(
      { 'fck.yaml': 'name: shop\nplugins: []\nkey_filename: !env KEY\nroles: {web: {}}' },
      {
        env: { KEY: '' },
      },
    );
    expect(fck.project.document.value['key_filename']).toBe('');
  });

  it('of a wrong value does not show the value', async () => {
    const error = await failure(
      {
        'fck.yaml':
          'name: shop\nplugins: []\nparallel: !env PASSWORD\nroles: {web: {ssh: {port: !env PASSWORD}}}',
      },
      { env },
    );
    expect(error.detail).toContain('"parallel": must be a number (it is !env PASSWORD)');
    expect(error.detail).toContain('"ssh.port": must be a number (it is !env PASSWORD)');
    expect(JSON.stringify(error)).not.toContain('hunter22');
  });
});

describe('a possible password', () => {
  const broken = (yaml: string, values: NodeJS.ProcessEnv = {}) =>
    failure({ 'fck.yaml': `name: shop\nplugins: []\n${yaml}\nroles: {web: {}}\n` }, { env: values });

  it.each([
    ['at a key of that name', 'sudo_password: 123456789', '123456789'],
    ['below one', 'ssh: {passphrase: [hunter22]}', 'hunter22'],
    ['in a URL', "parallel: 'https://me:p:a/s@s@example.com/simple'", 'p:a/s@s'],
    ['in an address', "parallel: 'me:hunter22@example.com'", 'hunter22'],
    ['before a problem elsewhere', 'parallel: !env PASSWORD', 'hunter22'],
  ])('is not told with what is wrong about it: %s', async (_, yaml, value) => {
    const error = await broken(yaml, { PASSWORD: 'hunter22' });
    expect(error.code).toBe('CONFIG_INVALID');
    expect(JSON.stringify(error)).not.toContain(value);
  });

  it('is removed from the error of a plugin that was given it', async () => {
    const plugin = `export default { name: 'p', apply(fck, { token }) { throw new Error('I refuse ' + encodeURIComponent(token)); } };`;
    const error = await failure(
      {
        'fck.yaml': 'name: shop\nplugins: [[./p.mjs, {token: !env TOKEN}]]\nroles: {web: {}}\n',
        'p.mjs': plugin,
      },
      { env: { TOKEN: 'a/b c;d%e' } },
    );
    expect(error.message).toContain('I refuse ***');
    expect(String((error.cause as Error).stack)).not.toContain('a%2Fb');
  });
});

describe('env(name)', () => {
  const script = (value: string) => `
    import { env } from ${JSON.stringify(new URL('./env.ts', import.meta.url).pathname)};
    export default { name: 'shop', plugins: [], user: ${value}, roles: { web: { hosts: ['a'] } } };`;

  it('is the same in TypeScript', async () => {
    const fck = await load({ 'fck.config.ts': script("env('WHO')") }, { env });
    expect((await fck.hosts())[0]?.user).toBe('me');
    expect(fck.describeConfig()).toMatchObject({ settings: { user: '!env WHO' } });
  });

  it('that is not set is reported with the file', async () => {
    expect(await failure({ 'fck.config.ts': script("env('WHO')") })).toMatchObject({
      code: 'CONFIG_MISSING_ENV',
      message: 'The environment variable WHO is not set.',
      place: 'fck.config.ts',
    });
  });

  it('in a longer text is resolved at once, and shown as its name', async () => {
    process.env['FCK_TEST_PART'] = 'hunter22';
    const fck = await load({ 'fck.config.ts': script("`me-${env('FCK_TEST_PART')}`") }, { env });
    expect((await fck.hosts())[0]?.user).toBe('me-hunter22');
    expect(fck.describeConfig()).toMatchObject({ settings: { user: 'me-!env FCK_TEST_PART' } });
    expect(fck.connections.redactor.redact('it is me-hunter22')).toBe('it is ***');
  });
});

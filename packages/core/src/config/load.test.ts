import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cosmiconfigSync } from 'cosmiconfig';
import { describe, expect, it } from 'vitest';
import { createFck } from '../create.js';
import { failure, folderWith, load } from './config-folder.test.helper.js';

const data = { name: 'shop', plugins: [], roles: { web: { hosts: ['web.example.com'] } } };
const json = JSON.stringify(data);
const yaml = 'name: shop\nplugins: []\nroles:\n  web:\n    hosts: [web.example.com]\n';

describe('the configuration', () => {
  it.each([
    ['fck.config.ts', `const name: string = 'shop';\nexport default { ...${json}, name };`],
    ['fck.config.mts', `export default ${json} satisfies object;`],
    ['fck.config.js', `export default ${json};`],
    ['fck.config.mjs', `export default async () => (${json});`],
    ['fck.config.cjs', `module.exports = ${json};`],
    ['fck.yaml', yaml],
    ['fck.yml', yaml],
    ['fck.json', json],
    ['.fckrc', yaml],
    ['.fckrc.json', json],
    ['.fckrc.yaml', yaml],
    ['.fckrc.yml', yaml],
    ['.fckrc.js', `export default ${json};`],
    ['.fckrc.ts', `export default ${json};`],
    ['.fckrc.mjs', `export default ${json};`],
    ['.fckrc.cjs', `module.exports = ${json};`],
    ['package.json', JSON.stringify({ name: 'something-else', fck: data })],
    ['context.yaml', yaml],
  ])('is read from %s', async (file, text) => {
    const type = /\.js$/.test(file) ? { 'package.json': '{"type": "module"}' } : {};
    const fck = await load({ ...type, [file]: text });
    expect(fck.project.name).toBe('shop');
    expect((await fck.hosts()).map(({ address }) => address)).toEqual(['web.example.com']);
    expect(fck.project.document.file).toBe(join(fck.project.directory, file));
  });

  it('is a CommonJS .js file if the package is not of type module', async () => {
    const fck = await load({ 'package.json': '{}', 'fck.config.js': `module.exports = ${json};` });
    expect(fck.project.name).toBe('shop');
  });

  it('is searched from a folder upwards', async () => {
    const folder = folderWith({ 'fck.yaml': yaml });
    mkdirSync(join(folder, 'app/src'), { recursive: true });
    const fck = await createFck({ cwd: join(folder, 'app/src'), env: {} });
    expect(fck.project.directory).toBe(folder);
  });

  it('is the file that is named, at any path', async () => {
    const fck = await load(
      { 'fck.yaml': 'name: other', 'ops/production.yaml': yaml },
      { configFile: 'ops/production.yaml' },
    );
    expect(fck.project.name).toBe('shop');
    expect(fck.project.stateDirectory).toBe(join(fck.project.directory, '.fck'));
    expect(fck.project.directory).toMatch(/ops$/);
  });

  it('that does not exist is an error that lists the searched places', async () => {
    const error = await failure({ 'readme.md': '' });
    expect(error.code).toBe('CONFIG_NOT_FOUND');
    expect(error.hint).toMatch(/fck\.config\.ts.*context\.yaml.*--config FILE/);
  });

  it('that is named and does not exist is an error', async () => {
    expect(await failure({}, { configFile: 'typo.yaml' })).toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: expect.stringContaining('there is no such file'),
      place: 'typo.yaml',
    });
  });

  it.each([
    ['fck.yaml', '- a\n- b\n', 'a list'],
    ['fck.yaml', 'just words\n', 'a string'],
    ['fck.config.mjs', 'export default 7;', 'a number'],
  ])('in %s that is no mapping is an error', async (file, text, found) => {
    const error = await failure({ [file]: text });
    expect(error).toMatchObject({ code: 'CONFIG_UNREADABLE', place: file });
    expect(error.message).toContain(`it holds ${found} instead of keys and values`);
  });

  it.each([
    ['fck.yaml', 'name: shop\nroles: [web\n', 'fck.yaml:3:1'],
    ['fck.yaml', 'name: shop\nname: shop\n', 'fck.yaml:2:1'],
    ['fck.json', '{\n  "name": "shop",\n  "roles": {"web" {}}\n}\n', 'fck.json:3:19'],
  ])('that is malformed is an error with its place: %s %j', async (file, text, place) => {
    expect(await failure({ [file]: text })).toMatchObject({ code: 'CONFIG_UNREADABLE', place });
  });

  it('that throws is an error with the thrown message', async () => {
    const error = await failure({ 'fck.config.ts': 'throw new Error("no such luck");' });
    expect(error).toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: expect.stringContaining('no such luck'),
      place: 'fck.config.ts',
    });
  });
});

it('with a missing import names the file', async () => {
  const error = await failure({
    'fck.config.mjs': "import { readFileSync } from 'node:fs';\nreadFileSync('/not/there');",
  });
  expect(error).toMatchObject({ message: expect.stringContaining('/not/there'), place: 'fck.config.mjs' });
});

it('a package.json without a configuration is skipped beside another file', async () => {
  const { project } = await load({ 'package.json': '{"name": "app"}', 'context.yaml': yaml });
  expect(project.document.file).toMatch(/context\.yaml$/);
});

describe('the search', () => {
  it.each(['package.json', '.git'])('ends at the first folder that has %s', async (end) => {
    const folder = folderWith({ 'fck.yaml': yaml, [`app/${end}`]: '{"name": "app"}', 'app/src/main.py': '' });
    expect(await failure({}, { cwd: join(folder, 'app/src') })).toMatchObject({
      code: 'CONFIG_NOT_FOUND',
      message: `There is no fck configuration in ${folder}/app/src or above it. The search ends at ${folder}/app, because it has a ${end}.`,
    });
    const named = await createFck({ cwd: join(folder, 'app/src'), configFile: '../../fck.yaml', env: {} });
    expect(named.project.directory).toBe(folder);
  });

  it.each(['package.json', '.git'])('looks into the folder that has %s', async (end) => {
    const folder = folderWith({ 'fck.yaml': yaml, [end]: '{}', 'src/main.py': '' });
    expect((await createFck({ cwd: join(folder, 'src'), env: {} })).project.directory).toBe(folder);
  });

  it('does not run `.config/config.*` of the current folder, as cosmiconfig would', async () => {
    const code = 'require("node:fs").writeFileSync(`${__dirname}/ran`, ""); module.exports = {};';
    const [folder, control] = [0, 1].map(() => folderWith({ 'fck.yaml': yaml, '.config/config.cjs': code }));
    const hasRun = (where = '') => existsSync(join(where, '.config/ran'));
    const before = process.cwd();
    try {
      process.chdir(folder ?? '');
      await createFck({ cwd: folder, env: {} });
      process.chdir(control ?? '');
      cosmiconfigSync('fck');
      await expect.poll(() => hasRun(control)).toBe(true);
      expect(hasRun(folder)).toBe(false);
    } finally {
      process.chdir(before);
    }
  });

  it('ends with an error at a named pipe, instead of waiting for a writer', async () => {
    const folder = folderWith({});
    execFileSync('mkfifo', [join(folder, 'fck.yaml')]);
    expect(await failure({}, { cwd: folder })).toMatchObject({
      code: 'CONFIG_UNREADABLE',
      message: expect.stringContaining('it is no regular file'),
    });
  });
});

describe('an empty file', () => {
  it.each(['fck.yaml', 'fck.json', 'context.yaml'])('%s is reported, not skipped', async (file) => {
    const error = await failure({ [file]: '' });
    expect(error).toMatchObject({ message: expect.stringContaining('it holds nothing'), place: file });
  });
});

describe("the ancestor's context.yaml", () => {
  it('is YAML 1.1, and so are its role files', async () => {
    const fck = await load(
      {
        'context.yaml':
          'name: shop\nplugins: [./seen.cjs]\nseen: [yes, 0777, !env WHO]\nroles: [role_web.yaml]\n',
        'role_web.yaml': 'seen: [off, 010]\nhosts: [local]\n',
        'seen.cjs': seen,
      },
      { env: { WHO: 'me' } },
    );
    expect(fck.project.document.value['seen']).toEqual([true, 0o777, 'me']);
    expect(fck.roleNamed('web').document.value['seen']).toEqual([false, 8]);
  });

  it('does not apply to other files: YAML 1.2', async () => {
    const fck = await load({
      'fck.yaml': 'name: shop\nplugins: [./seen.cjs]\nseen: [yes, 0777, 0o777]\nroles: [role_web.yaml]\n',
      'role_web.yaml': 'seen: [off]\n',
      'seen.cjs': seen,
    });
    expect(fck.project.document.value['seen']).toEqual(['yes', 777, 0o777]);
    expect(fck.roleNamed('web').document.value['seen']).toEqual(['off']);
  });
});

/** A plugin that accepts a key which the test only reads. */
const seen = `
const schema = { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } };
module.exports = (fck) => {
  for (const at of ['project', 'role']) fck.section({ at, name: 'seen', schema, about: 'Anything.' });
};`;

describe('roles', () => {
  it('are inline by name, inline in a list, and files of every kind', async () => {
    const fck = await load({
      'fck.config.mjs': `export default { name: 'shop', plugins: [], roles: [
        { name: 'inline', user: 'a' },
        'role_web.yaml', 'roles/role-db.json', 'mail.ts', 'named.yaml',
      ] };`,
      'role_web.yaml': 'user: b',
      'roles/role-db.json': '{"user": "c"}',
      'mail.ts': "export default { user: 'd' as string };",
      'named.yaml': 'name: builder\nuser: e',
    });
    expect(fck.project.roles.map(({ name, user }) => [name, user])).toEqual([
      ['inline', 'a'],
      ['web', 'b'],
      ['db', 'c'],
      ['mail', 'd'],
      ['builder', 'e'],
    ]);
  });

  it('by name may be in files too, and have their names in the config', async () => {
    const fck = await load({
      'fck.yaml': 'name: shop\nplugins: []\nroles:\n  web: ops/frontend.yaml\n  db: {user: c}\n',
      'ops/frontend.yaml': 'user: b',
    });
    expect(fck.project.roles.map(({ name, user }) => [name, user])).toEqual([
      ['web', 'b'],
      ['db', 'c'],
    ]);
  });

  it.each(['role_web.yaml', 'role_web.json', 'role_web.ts', 'role_web.mjs'])(
    'of missing files are reported with the place that names them: %s',
    async (file) => {
      const error = await failure({ 'fck.yaml': `name: shop\nplugins: []\nroles:\n  - ${file}\n` });
      expect(error).toMatchObject({
        code: 'CONFIG_INVALID',
        message: `The role file ${file} does not exist.`,
        hint: 'It is looked for beside fck.yaml.',
        place: 'fck.yaml:4:5',
      });
    },
  );
});

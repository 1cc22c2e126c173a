import { readFileSync } from 'node:fs';
import { configSchema, createFck, roleSchema } from '@fck/core/host';
import aws from '@fck/plugin-aws';
import awsFleet from '@fck/plugin-aws-fleet';
import distribute from '@fck/plugin-distribute';
import git from '@fck/plugin-git';
import nginxGunicorn from '@fck/plugin-nginx-gunicorn';
import pythonBuild from '@fck/plugin-python-build';
import sandbox from '@fck/plugin-sandbox';
import supervisor from '@fck/plugin-supervisor';
import systemd from '@fck/plugin-systemd';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { main } from '../main.js';
import { fakeIo } from '../testing/fake-io.test.helper.js';
import { temporaryFolder } from '../testing/temporary-folder.test.helper.js';

const official = [git, pythonBuild, distribute, supervisor, systemd, nginxGunicorn, aws, awsFleet, sandbox];
const folder = temporaryFolder();
afterEach(() => folder.empty());

function open() {
  folder.write('deploy/fck.json', JSON.stringify({ name: 'shop', roles: { web: {} } }));
  return createFck({ cwd: `${folder.path}/deploy`, env: {}, defaultPlugins: official });
}

/** A file as an editor sees it: \`!env\` is a text. */
function yamlFile(path: string): unknown {
  const text = readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
  return parse(text, { customTags: [{ tag: '!env', resolve: (name: string) => name }] });
}

let config: ValidateFunction;
let role: ValidateFunction;
beforeAll(async () => {
  const fck = await open();
  // Strict: an unknown keyword would be an error.
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, strictTuples: false, strictTypes: false });
  config = ajv.compile(await configSchema(fck));
  role = ajv.compile(await roleSchema(fck));
});

function fits(validate: ValidateFunction, value: unknown): unknown {
  return validate(value) || validate.errors;
}

describe('what fits', () => {
  test.each(['examples/flask-notes/deploy/fck.yaml', 'e2e/fixture/ancestor/context.yaml'])('%s', (path) => {
    expect(fits(config, yamlFile(path))).toBe(true);
  });

  test.each([
    'examples/flask-notes/deploy/role_builder.yaml',
    'examples/flask-notes/deploy/role_web.yaml',
    'e2e/fixture/ancestor/role_builder.yaml',
    'e2e/fixture/ancestor/role_web.yaml',
  ])('%s', (path) => {
    expect(fits(role, yamlFile(path))).toBe(true);
    expect(fits(config, { name: 'shop', roles: [yamlFile(path), 'other.yaml'] })).toBe(true);
  });

  test.each(['role_api.yaml', 'role_single.yaml', 'role_web.yaml'])(
    'the list form of fabcloudkit: %s',
    (file) => {
      const list = yamlFile(`e2e/fixture/ancestor-corpus/list/${file}`);
      expect(fits(role, list)).toBe(true);
      expect(fits(config, { name: 'shop', roles: [list] })).toBe(true);
    },
  );

  it('plugins in all their forms', () => {
    const plugins = ['git', './smoke.ts', ['aws', { a: 1 }], { redis: { port: 1 } }];
    expect(fits(config, { name: 'shop', plugins, roles: { web: {} } })).toBe(true);
  });
});

test.each([
  ['no name', { roles: { web: {} } }],
  ['no roles', { name: 'shop' }],
  ['a name that is no folder', { name: 'my shop', roles: { web: {} } }],
  ['an unknown key', { name: 'shop', role: { web: {} }, roles: { web: {} } }],
  ['a wrong type', { name: 'shop', parallel: 'many', roles: { web: {} } }],
  ['a plugin of two', { name: 'shop', plugins: [{ a: {}, b: {} }], roles: { web: {} } }],
  ['a wrong key of a repository', { name: 'shop', repos: { app: { ulr: 'x' } }, roles: { web: {} } }],
  ['a wrong role', { name: 'shop', roles: { web: { provison: {} } } }],
])('as a configuration, %s does not fit', (_, value) => {
  expect(config(value)).toBe(false);
});

test.each([
  ['a tool that is no text', { provision: { tools: [1] } }],
  ['a mistyped section', { activate: { ngnix: { listen: 80 } } }],
  ['a key at the wrong place', { provision: { nginx: { listen: 80 } } }],
  ['a mistyped key', { activate: { gunicorn: { app_modul: 'app:app' } } }],
  ['a missing key', { activate: { gunicorn: { workers: 2 } } }],
  ['a text for a number', { activate: { gunicorn: { app_module: 'a:b', workers: 'two' } } }],
  ['a wrong choice', { ssh: { host_key_checking: 'no' } }],
  ['a list for a mapping', { build: [] }],
  ['two tools in one entry of a list', { build: [{ git: null, python_build: null }] }],
  ['a list for the options of a tool', { activate: [{ nginx_gunicorn: ['activate'] }] }],
])('in a role, %s does not fit', (_, value) => {
  expect(role(value)).toBe(false);
});

async function fck(line: string) {
  const io = fakeIo();
  const code = await main(line.split(' '), { ...io, cwd: folder.path }, open);
  return { code, out: io.stdout.text, err: io.stderr.text };
}

test('fck schema --events prints the schema that @fck/core contains, in a project and without one', async () => {
  const printed = await fck('schema --events');
  const shipped = readFileSync(new URL('../../../core/events.schema.json', import.meta.url), 'utf8');
  expect(printed).toEqual({ code: 0, out: shipped, err: '' });
  expect(await fck('schema role --events')).toMatchObject({ code: 1, out: '' });
});

test('fck schema prints what fck schema --write writes, and the line for editors', async () => {
  const printed = await fck('schema role');
  expect(await fck('schema --write -C deploy')).toMatchObject({
    code: 0,
    out: `The configuration  .fck/schema.json
  # yaml-language-server: $schema=.fck/schema.json
A role’s file  .fck/role.schema.json
  # yaml-language-server: $schema=.fck/role.schema.json
`,
  });
  expect(folder.read('deploy/.fck/role.schema.json')).toBe(printed.out);
  expect(JSON.parse(folder.read('deploy/.fck/schema.json'))).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
  });
});

test('a file of one’s own choice is named as seen from the configuration', async () => {
  const { out } = await fck('schema role --write schemas/role.json');
  expect(out).toContain('schemas/role.json\n  # yaml-language-server: $schema=../schemas/role.json');
  expect(JSON.parse(folder.read('schemas/role.json')).title).toBe('fck role');
  expect((await fck('schema rolle')).err).toContain('not of "rolle"');
});

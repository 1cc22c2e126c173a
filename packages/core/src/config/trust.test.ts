import { chmodSync, chownSync, existsSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFck } from '../create.js';
import { failure, folderWith } from './config-folder.test.helper.js';

const STRANGER = 54_321;
const isRoot = process.geteuid?.() === 0;

/** A module that leaves a file beside it if it is run. */
const tattle = (rest: string) =>
  `require('node:fs').writeFileSync(__dirname + '/ran', '');\nmodule.exports = ${rest};\n`;
const config = "{ name: 'shop', plugins: [], roles: { web: { hosts: ['local'] } } }";
const yaml = 'name: shop\nplugins: []\nroles: {web: {hosts: [local]}}\n';
const ran = (folder: string) => existsSync(join(folder, 'ran'));

/** Every file of a project that is run or trusted, and the path in it that the test gives to another user. */
const places: [what: string, path: string, files: Record<string, string>][] = [
  ['the configuration', 'fck.config.cjs', { 'fck.config.cjs': tattle(config) }],
  ['its folder', '.', { 'fck.config.cjs': tattle(config) }],
  ['YAML', 'fck.yaml', { 'fck.yaml': yaml }],
  ['a package.json', 'package.json', { 'package.json': `{"fck": {"name": "shop", "roles": {"web": {}}}}` }],
  [
    'a role file',
    'role.cjs',
    { 'fck.yaml': 'name: shop\nplugins: []\nroles: [role.cjs]\n', 'role.cjs': tattle('{}') },
  ],
  [
    "a role file's folder",
    'roles',
    { 'fck.yaml': 'name: shop\nplugins: []\nroles: [roles/web.cjs]\n', 'roles/web.cjs': tattle('{}') },
  ],
  [
    'a plugin',
    'smoke.cjs',
    { 'fck.yaml': yaml.replace('[]', '[./smoke.cjs]'), 'smoke.cjs': tattle('() => {}') },
  ],
  [
    'an installed plugin',
    'node_modules/fck-plugin-smoke',
    {
      'fck.yaml': yaml.replace('[]', '[smoke]'),
      'node_modules/fck-plugin-smoke/package.json': '{"name": "fck-plugin-smoke", "main": "index.cjs"}',
      'node_modules/fck-plugin-smoke/index.cjs': tattle('() => {}'),
    },
  ],
  ['the folder .fck', '.fck', { 'fck.yaml': yaml, '.fck/known_hosts': '' }],
  ['the pinned host keys', '.fck/known_hosts', { 'fck.yaml': yaml, '.fck/known_hosts': '' }],
];

describe.each(places)('%s', (_, path, files) => {
  it.skipIf(!isRoot)('of another user is refused before it runs (as root)', async () => {
    const folder = folderWith(files);
    chownSync(join(folder, path), STRANGER, STRANGER);
    const error = await failure({}, { cwd: folder });
    expect(error).toMatchObject({
      code: 'CONFIG_UNTRUSTED',
      message: expect.stringContaining(`belongs to another user (uid ${STRANGER}, you are 0)`),
      hint: expect.stringContaining('export FCK_TRUSTED='),
    });
    expect(ran(join(folder, path, '..'))).toBe(false);
    for (const env of [{ FCK_TRUSTED: `/nowhere:${folder}` }, { SUDO_UID: String(STRANGER) }])
      expect((await createFck({ cwd: folder, env })).project.name).toBe('shop');
  });

  it('that everyone may write to is refused before it runs', async () => {
    const folder = folderWith(files);
    chmodSync(join(folder, path), 0o777);
    const error = await failure({}, { cwd: folder });
    expect(error).toMatchObject({
      code: 'CONFIG_UNTRUSTED',
      message: expect.stringContaining('Every user of this machine may write to'),
      hint: expect.stringMatching(/chmod o-w .*FCK_TRUSTED=/),
    });
    expect(ran(join(folder, path, '..'))).toBe(false);
    expect((await createFck({ cwd: folder, env: { FCK_TRUSTED: folder } })).project.name).toBe('shop');
  });
});

describe('a configuration', () => {
  it('above the working folder, or named, is refused as well', async () => {
    const folder = folderWith({ 'fck.config.cjs': tattle(config), 'own/note.txt': '' });
    chmodSync(folder, 0o777);
    expect(await failure({}, { cwd: join(folder, 'own') })).toMatchObject({ code: 'CONFIG_UNTRUSTED' });
    const named = { cwd: '/', configFile: join(folder, 'fck.config.cjs') };
    expect(await failure({}, named)).toMatchObject({ code: 'CONFIG_UNTRUSTED' });
    expect(ran(folder)).toBe(false);
    // The control: it would run.
    await createFck({ ...named, env: { FCK_TRUSTED: folder } });
    expect(ran(folder)).toBe(true);
  });

  it('at the end of a symbolic link is judged by its own path, and so is the link', async () => {
    const theirs = folderWith({ 'fck.yaml': yaml });
    const ours = folderWith({});
    symlinkSync(join(theirs, 'fck.yaml'), join(ours, 'fck.yaml'));
    expect((await createFck({ cwd: ours, env: {} })).project.directory).toBe(ours);
    chmodSync(theirs, 0o777);
    const error = await failure({}, { cwd: ours });
    expect(error.message).toContain(realpathSync(theirs));
    chmodSync(theirs, 0o755);
    chmodSync(ours, 0o777);
    expect((await failure({}, { cwd: ours })).code).toBe('CONFIG_UNTRUSTED');
  });

  it('is trusted if FCK_TRUSTED of the caller names it, not a path beside it', async () => {
    const folder = folderWith({ 'a/fck.yaml': yaml });
    chmodSync(join(folder, 'a'), 0o777);
    mkdirSync(join(folder, 'ab'));
    for (const FCK_TRUSTED of ['', join(folder, 'ab'), join(folder, 'a/fck.yaml')])
      expect((await failure({}, { cwd: join(folder, 'a'), env: { FCK_TRUSTED } })).code).toBe(
        'CONFIG_UNTRUSTED',
      );
  });
});

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callPython } from '../call-python.test.helper.js';

type Files = Readonly<Record<string, string>>;

const WHEEL = 'shop-1.0-py3-none-any.whl';

const repository: Files = {
  'pyproject.toml': '[project]\nname = "shop"\n',
  'README.md': '# Shop\n',
  'src/shop/__init__.py': 'VERSION = "1.0"\n',
  'src/shop/cart.py': 'ITEMS = 1\n',
  'src/shop/logo.svg': '<svg/>\n',
  'src/shop/empty.py': '',
  'tests/empty.py': '',
  'tests/test_cart.py': 'assert 1\n',
  '.hidden/tool.py': 'X = 1\n',
};

const wheelFiles: Files = {
  'shop/__init__.py': 'VERSION = "1.0"\n',
  'shop/cart.py': 'ITEMS = 1\n',
  'shop/logo.svg': '<svg/>\n',
  'shop/empty.py': '',
  'shop-1.0.dist-info/METADATA': 'Name: shop\n\n# Shop\n',
  'shop-1.0.dist-info/RECORD': 'shop/cart.py,sha256=old,10\nshop-1.0.dist-info/RECORD,,\n',
};

/** That real backends give the same bytes is tested with whole builds. */
describe('what is known of the packaging of a repository', () => {
  let folder: string;
  const inRepo = (path: string) => join(folder, 'repo', path);
  const write = (path: string, text: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fck-packaging-'));
    for (const [path, text] of Object.entries(repository)) write(inRepo(path), text);
    write(join(folder, 'backends/one/complete'), '');
    mkdirSync(join(folder, 'dist'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Learns from a wheel of these files, of which the backend has read the metadata in `src/shop/__init__.py`. */
  function learn(files: Files): void {
    const pack =
      'import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n  for f in json.loads(sys.argv[2]).items(): z.writestr(*f)';
    const wheel = join(folder, WHEEL);
    execFileSync('python3', ['-c', pack, wheel, JSON.stringify(files)]);
    const tree = callPython('known_packaging', 'look_at_tree', inRepo(''));
    const read = ['pyproject.toml', 'README.md', 'src/shop/__init__.py'];
    callPython('known_packaging', 'learn', join(folder, 'backends/one'), 'shop', tree, wheel, read, [
      '--pre',
    ]);
  }

  const recall = (options = ['--pre']) =>
    callPython('known_packaging', 'recall', join(folder, 'backends'), 'shop', inRepo(''), options);

  it('gives the wheel with the new contents, and with their hashes', () => {
    learn(wheelFiles);
    write(inRepo('src/shop/cart.py'), 'ITEMS = 23\n');
    write(inRepo('src/shop/logo.svg'), '<svg />\n');
    write(inRepo('tests/test_cart.py'), 'assert 2\n');
    callPython('known_packaging', 'make_wheel', recall(), inRepo(''), join(folder, 'dist'));
    expect(readdirSync(join(folder, 'dist'))).toEqual([WHEEL]);
    const unpack =
      'import json, sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\nprint(json.dumps({n: z.read(n).decode() for n in z.namelist()}))';
    const made = execFileSync('python3', ['-c', unpack, join(folder, 'dist', WHEEL)], { encoding: 'utf8' });
    expect(JSON.parse(made)).toEqual({
      ...wheelFiles,
      'shop/cart.py': 'ITEMS = 23\n',
      'shop/logo.svg': '<svg />\n',
      'shop-1.0.dist-info/RECORD':
        'shop/cart.py,sha256=Z_VV6F7lAWJYbGtGALwTmRuSsC6RFEyLGUdhapQQP78,11\nshop-1.0.dist-info/RECORD,,\n',
    });
  });

  it.each<[string, () => void]>([
    ['settings', () => write(inRepo('pyproject.toml'), '[project]\nname = "store"\n')],
    ['a README', () => write(inRepo('README.md'), '# Store\n')],
    ['a module that the backend reads', () => write(inRepo('src/shop/__init__.py'), 'VERSION = "1.1"\n')],
    ['one of two equal files', () => write(inRepo('src/shop/empty.py'), 'X = 1\n')],
    ['a hidden file', () => write(inRepo('.hidden/tool.py'), 'X = 2\n')],
    ['a new file', () => write(inRepo('src/shop/more.py'), 'X = 1\n')],
    ['a removed file', () => rmSync(inRepo('tests/test_cart.py'))],
    ['permissions', () => chmodSync(inRepo('src/shop/cart.py'), 0o755)],
    ['a kept wheel that is not whole', () => truncateWheel(join(folder, 'backends/one/packaged/shop'))],
  ])('does not apply after a change of %s', (_, change) => {
    learn(wheelFiles);
    expect(recall()).toMatchObject({ format: 4 });
    change();
    expect(recall()).toBeNull();
  });

  it('does not apply where backends come from elsewhere', () => {
    learn(wheelFiles);
    expect(recall([])).toBeNull();
  });

  it('does not apply to links to files that the project does not hold', () => {
    symlinkSync('../NOTICE', inRepo('NOTICE'));
    learn(wheelFiles);
    expect(recall()).toBeNull();
  });

  it.each<[string, Files]>([
    ['generated files', { 'shop/_version.py': 'version = "1.0"\n' }],
    ['scripts, which may be edited', { 'shop-1.0.data/scripts/run': 'ITEMS = 1\n' }],
  ])('is nothing for a wheel with %s', (_, files) => {
    learn({ ...wheelFiles, ...files });
    expect(recall()).toBeNull();
  });

  describe('settings', () => {
    const isPlain = (system: object, more: object = {}) =>
      callPython('known_packaging', 'has_plain_settings', inRepo(''), { 'build-system': system, ...more });
    const setuptools = { 'build-backend': 'setuptools.build_meta', requires: ['setuptools'] };
    const hatchling = { 'build-backend': 'hatchling.build', requires: ['hatchling'] };
    const poetry = { 'build-backend': 'poetry.core.masonry.api', requires: ['poetry-core'] };

    it('are plain if they only say what is packaged', () => {
      const find = { setuptools: { packages: { find: { where: ['src'] } } } };
      expect(isPlain(setuptools, { tool: find })).toBe(true);
      const targets = { build: { targets: { wheel: { packages: ['src/shop'] } } } };
      expect(isPlain(hatchling, { tool: { hatch: targets } })).toBe(true);
    });

    it.each<[string, object, object]>([
      ['an unknown backend', { 'build-backend': 'pdm.backend' }, {}],
      ['no backend', {}, {}],
      ['a backend in the project', { ...setuptools, 'backend-path': ['tools'] }, {}],
      ['commands', setuptools, { tool: { setuptools: { cmdclass: { build: 'x' } } } }],
      ['options of distutils', setuptools, { tool: { distutils: { egg_info: { 'tag-date': 1 } } } }],
      ['plugins of its own', setuptools, { project: { 'entry-points': { 'distutils.commands': {} } } }],
      ['hooks', hatchling, { tool: { hatch: { build: { targets: { wheel: { hooks: {} } } } } } }],
      ['a version from elsewhere', hatchling, { tool: { hatch: { version: { source: 'code' } } } }],
      ['a build script', poetry, { tool: { poetry: { build: 'build.py' } } }],
    ])('are not plain with %s', (_, system, more) => {
      expect(isPlain(system, more)).toBe(false);
    });

    it.each([
      ['setup.py', 'from setuptools import setup\n'],
      ['hatch.toml', ''],
      ['setup.cfg', '[options]\ncmdclass =\n    build = shop.Build\n'],
      ['setup.cfg', '[egg_info]\ntag_date = 1\n'],
      ['pyproject.toml', 'dependencies = ["lib @ {root:uri}/lib"]\n'],
      ['pyproject.toml', 'readme = "../README.md"\n'],
    ])('are not plain with %s', (file, text) => {
      write(inRepo(file), text);
      expect(isPlain(setuptools)).toBe(false);
    });

    it.each([
      [['setuptools>=61', 'wheel'], true],
      [['setuptools', 'setuptools-scm>=8'], false],
      [['setuptools', 'Cython'], false],
    ])('with %j allow a wheel without the backend: %j', (requires, expected) => {
      const pyproject = { 'build-system': setuptools };
      expect(callPython('known_packaging', 'has_plain_backend', pyproject, requires)).toBe(expected);
    });
  });
});

function truncateWheel(folder: string): void {
  for (const name of readdirSync(folder)) if (name.endsWith('.whl')) writeFileSync(join(folder, name), 'PK');
}

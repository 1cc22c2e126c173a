import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callPython } from '../call-python.test.helper.js';
import { foundTests } from './test-run.js';

// Before 3.11 the program needs tomli, which hosts have from `build`.
const hasPython = spawnSync('python3', ['-c', 'import tomllib']).status === 0;

describe.skipIf(!hasPython)('find_tests', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fck-find-tests-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What it finds in a project of these files, whose backend has written this metadata. */
  function find(files: Record<string, string>, metadata = '') {
    const project = join(folder, 'project');
    const info = `Metadata-Version: 2.1\nName: shop\n${metadata}\nA shop\n\nProvides-Extra: nothing\n`;
    for (const [name, content] of Object.entries(files)) write(join(project, name), content);
    mkdirSync(join(folder, 'dist'), { recursive: true });
    const pack =
      'import sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z: z.writestr(*sys.argv[2:])';
    const wheel = join(folder, 'dist', 'shop-1.0-py3-none-any.whl');
    execFileSync('python3', ['-c', pack, wheel, 'shop-1.0.dist-info/METADATA', info]);
    return foundTests.parse(callPython('find_tests', 'find_tests', project, join(folder, 'dist')));
  }

  function write(path: string, content: string): void {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }

  it('finds no tests where no file is named like one', () => {
    const files = {
      'setup.py': '',
      'shop/testing.py': '',
      '.tox/py/test_other.py': '',
      'venv/lib/test_more.py': '',
    };
    expect(find(files)).toEqual({ runner: null, start: [], requirements: [], groups: [] });
  });

  it('runs unittest by default, from where the tests can be imported', () => {
    expect(find({ 'setup.py': '', 'tests/test_shop.py': '' })).toEqual({
      runner: 'unittest',
      start: ['-s', 'tests'],
      requirements: [],
      groups: [],
    });
    expect(find({ 'tests/__init__.py': '' }).start).toEqual(['-s', 'tests', '-t', '.']);
  });

  it('runs pytest with the test extra that lists it, also one that only setup.py knows', () => {
    const metadata =
      'Provides-Extra: docs\nProvides-Extra: Tests\nRequires-Dist: pytest>=8; extra == "Tests"\n';
    expect(find({ 'setup.py': '', 'tests/test_shop.py': '' }, metadata)).toMatchObject({
      runner: 'pytest',
      requirements: ['shop[Tests]', 'pytest'],
    });
  });

  it('runs pytest with the dependency group that lists it', () => {
    const pyproject = '[dependency-groups]\nlint = ["ruff"]\ndev = ["pytest", "pytest-mock"]\n';
    expect(find({ 'pyproject.toml': pyproject, 'shop_test.py': '' })).toMatchObject({
      runner: 'pytest',
      requirements: ['pytest'],
      groups: ['dev'],
    });
  });

  it('installs a dependency group of plugins beside the extra of the tests', () => {
    const pyproject = '[dependency-groups]\ndev = ["ruff", "pytest-xdist"]\n';
    const metadata = 'Name: shop\nProvides-Extra: test\nRequires-Dist: pytest; extra == "test"\n';
    expect(find({ 'pyproject.toml': pyproject, 'shop_test.py': '' }, metadata)).toMatchObject({
      requirements: ['shop[test]', 'pytest'],
      groups: ['dev'],
    });
  });

  it('leaves a dev extra alone that does not speak of pytest', () => {
    const metadata = 'Provides-Extra: dev\nRequires-Dist: ruff; extra == "dev"\n';
    expect(find({ 'tests/test_shop.py': '' }, metadata)).toMatchObject({
      runner: 'unittest',
      requirements: [],
    });
  });

  it.each([
    ['pytest.ini', '[pytest]'],
    ['pyproject.toml', '[tool.pytest.ini_options]\naddopts = "-q"'],
    ['setup.cfg', '[tool:pytest]'],
    ['tests/conftest.py', ''],
  ])('takes %s as a word for pytest', (file, content) => {
    expect(find({ [file]: content, 'tests/test_shop.py': '' })).toMatchObject({
      runner: 'pytest',
      requirements: ['pytest'],
    });
  });
});

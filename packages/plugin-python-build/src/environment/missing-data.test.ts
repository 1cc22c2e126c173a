import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callPython } from '../call-python.test.helper.js';
import { aboutMissingData, missingData } from './missing-data.js';

describe('data that a wheel does not have', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fck-missing-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** The warning about a project of these files whose wheel has only these; empty if there is none. */
  function warningFor(files: readonly string[], packed: readonly string[], settings: object = {}): string {
    const texts = { 'pyproject.toml': '', ...settings };
    for (const [name, text] of Object.entries(texts)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    const pack =
      'import json, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n  for name in json.loads(sys.argv[2]): z.writestr(name, "")';
    const wheel = join(folder, 'shop.whl');
    execFileSync('python3', ['-c', pack, wheel, JSON.stringify(packed)]);
    const found = callPython('missing_data', 'missing_from', wheel, folder, files);
    if (found === null) return '';
    return aboutMissingData(
      'shop',
      missingData.parse({ ...Object(found), backend: 'setuptools.build_meta' }),
    );
  }

  const modules = ['shop/__init__.py', 'shop/api/__init__.py'];

  it('is reported with the setting that adds it', () => {
    const data = ['shop/templates/a.html', 'shop/templates/mail/b.txt', 'shop/logo.svg', 'shop/static/c.js'];
    expect(warningFor([...modules, ...data], [...modules, 'shop/static/c.js'])).toBe(
      'The wheel of "shop" does not have 3 files of its packages: shop/logo.svg, shop/templates/a.html, shop/templates/mail/b.txt. The application fails when it opens them. In pyproject.toml: [tool.setuptools.package-data] shop = ["*.svg","templates/**/*"]. In setup.py: package_data={…} with the same lists. Or write `app: true` in the plan: the build then also has the files of the commit, where its services start.',
    );
  });

  it('is found below src, and counted', () => {
    const many = Array.from({ length: 12 }, (_, index) => `src/shop/static/dist/${index}.css`);
    const inSource = modules.map((name) => `src/${name}`);
    expect(warningFor([...inSource, ...many], modules)).toMatch(/not have 12 files .* and 7 more\./);
  });

  it('is found in a folder of the same name', () => {
    const inFolder = [...modules, 'shop/templates/a.html'].map((name) => `shop/${name}`);
    expect(warningFor(inFolder, modules)).toContain('shop = ["templates/**/*"]');
  });

  it.each([
    'shop/tests/data/page.html',
    'shop/docs/index.html',
    'shop/api.pyi',
    'shop/fast.c',
    'shop/fast.pyx',
    'shop/README.md',
    'shop/requirements.txt',
    'shop/LICENSE.txt',
    'shop/ui/package.json',
    'shop/.cache/page.html',
    'shop/vite.config.js',
    'shop/py.typed',
    'shop/locale/de/LC_MESSAGES/django.po',
    'templates/page.html',
    'other/templates/page.html',
    'tests/shop/page.html',
  ])('is not %s', (file) => {
    expect(warningFor([...modules, file], modules)).toBe('');
  });

  it('is not in another project inside of the package', () => {
    const files = ['shop/ui/package.json', 'shop/ui/index.html', 'shop/ui/src/page.css'];
    expect(warningFor([...modules, ...files], modules)).toBe('');
  });

  it.each([
    ['pyproject.toml', '[tool.hatch.build.targets.wheel]\nexclude = ["shop/templates"]\n'],
    ['pyproject.toml', '[tool.setuptools.exclude-package-data]\nshop = ["*.html"]\n'],
    ['pyproject.toml', '[tool.uv.build-backend]\nwheel-exclude = ["*.html"]\n'],
    ['setup.cfg', '[options.exclude_package_data]\nshop = *.html\n'],
    ['MANIFEST.in', 'prune shop/templates\n'],
  ])('is not what %s excludes: %j', (name, text) => {
    expect(warningFor([...modules, 'shop/templates/a.html'], modules, { [name]: text })).toBe('');
  });

  it.each([
    '[tool.setuptools.packages.find]\nexclude = ["tests*"]\n',
    '[tool.ruff]\nexclude = ["x"]\n',
    '[tool.hatch.build.targets.sdist]\nexclude = ["docs"]\n',
  ])('is found although other things are excluded: %j', (text) => {
    const files = [...modules, 'shop/templates/a.html'];
    const settings = { 'pyproject.toml': text, 'MANIFEST.in': 'prune docs\nexclude tox.ini\n' };
    expect(warningFor(files, modules, settings)).toContain('a file of its packages');
  });
});

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callPython } from '../call-python.test.helper.js';

const LIBRARY = 'lib/python3/site-packages';

type Files = Readonly<Record<string, string>>;

const code = { 'shop/__init__.py': 'A = 1\n', 'shop/old.py': 'B = 1\n', 'shop/logo.svg': '<svg/>\n' };
const scripts = '[console_scripts]\nshop = shop:main\n';

/** That pip gives the same bytes for real projects is tested with whole builds. */
describe('replacing projects', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fck-replace-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const place = (path: string) => join(folder, 'build', LIBRARY, path);
  const write = (path: string, content: string) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  };
  const infoOf = (version: string, project = 'shop') => `${project}-${version}.dist-info`;
  const row = (path: string, content: string) =>
    `${path},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}`;

  function filesOf(info: string, files: Files, entryPoints: string, wheel: string): Files {
    return {
      ...files,
      [`${info}/WHEEL`]: `Wheel-Version: 1.0\n${wheel}\n`,
      ...(entryPoints === '' ? {} : { [`${info}/entry_points.txt`]: entryPoints }),
    };
  }

  /** Lays out a project as pip leaves it. */
  function install(version: string, files: Files, entryPoints = scripts, project = 'shop'): void {
    const info = infoOf(version, project);
    const all = {
      ...filesOf(info, files, entryPoints, 'Root-Is-Purelib: true'),
      [`${info}/INSTALLER`]: 'pip\n',
      '../../../bin/shop': '#!/python\n',
    };
    for (const [path, content] of Object.entries(all)) write(place(path), content);
    const rows = Object.entries(all).map(([path, content]) => row(path, content));
    write(place(`${info}/RECORD`), `${[...rows, `${info}/RECORD,,`].sort().join('\n')}\n`);
  }

  /** Packs a wheel. */
  function pack(
    version: string,
    files: Files,
    { entryPoints = scripts, wheel = 'Root-Is-Purelib: true', project = 'shop' } = {},
  ): string {
    const tree = join(folder, `wheel of ${project}`);
    const info = infoOf(version, project);
    const all = filesOf(info, files, entryPoints, wheel);
    for (const [path, content] of Object.entries(all)) write(join(tree, path), content);
    const rows = Object.entries(all).map(([path, content]) => row(path, content));
    write(join(tree, info, 'RECORD'), `${[...rows, `${info}/RECORD,,`].join('\n')}\n`);
    const archive = join(folder, `${project}-${version}-py3-none-any.whl`);
    const zip = 'import os, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n'.concat(
      '  [z.write(os.path.join(d, f)) for d, _, fs in os.walk(".") for f in fs]',
    );
    execFileSync('python3', ['-c', zip, archive], { cwd: tree });
    return archive;
  }

  /** Puts wheels in the place of what is installed. Returns false if pip has to install them. */
  function replaceBy(...wheels: readonly string[]): unknown {
    return callPython('replace_projects', 'replace_projects', join(folder, 'build'), LIBRARY, wheels);
  }

  const replace = (...wheel: Parameters<typeof pack>) => replaceBy(pack(...wheel));

  const record = (version: string) => readFileSync(place(`${infoOf(version)}/RECORD`), 'utf8').split('\n');

  it('leaves what is equal, and what was compiled of it; the rest is as in the wheel', () => {
    install('1.0', code);
    write(place('shop/__pycache__/__init__.cpython-3.pyc'), 'compiled');
    write(place('shop/__pycache__/old.cpython-3.pyc'), 'compiled');
    const before = statSync(place('shop/__init__.py')).ino;
    const { 'shop/old.py': _, ...kept } = code;
    expect(replace('1.0', { ...kept, 'shop/logo.svg': '<svg />\n', 'shop/more/new.py': 'C = 1\n' })).toBe(
      true,
    );
    expect(statSync(place('shop/__init__.py')).ino).toBe(before);
    expect(existsSync(place('shop/__pycache__/__init__.cpython-3.pyc'))).toBe(true);
    expect(existsSync(place('shop/old.py'))).toBe(false);
    expect(existsSync(place('shop/__pycache__/old.cpython-3.pyc'))).toBe(false);
    expect(readFileSync(place('shop/more/new.py'), 'utf8')).toBe('C = 1\n');
    expect(record('1.0')).toEqual([
      row('../../../bin/shop', '#!/python\n'),
      row('shop-1.0.dist-info/INSTALLER', 'pip\n'),
      'shop-1.0.dist-info/RECORD,,',
      row('shop-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\n'),
      row('shop-1.0.dist-info/entry_points.txt', scripts),
      row('shop/__init__.py', code['shop/__init__.py']),
      row('shop/logo.svg', '<svg />\n'),
      row('shop/more/new.py', 'C = 1\n'),
      '',
    ]);
  });

  it('follows a new version', () => {
    install('1.0', code);
    expect(replace('1.1', code)).toBe(true);
    expect(existsSync(place(infoOf('1.0')))).toBe(false);
    expect(readFileSync(place('shop-1.1.dist-info/INSTALLER'), 'utf8')).toBe('pip\n');
    expect(record('1.1')).toContain('shop-1.1.dist-info/RECORD,,');
    expect(record('1.1').filter((line) => line.includes('1.0'))).toEqual([]);
  });

  it.each<[string, Files, object]>([
    ['other scripts', code, { entryPoints: `${scripts}shop2 = shop:main\n` }],
    ['files for other places', { ...code, 'shop-1.0.data/scripts/run': '#!python\n' }, {}],
    ['more than pure Python', code, { wheel: 'Root-Is-Purelib: false' }],
  ])('leaves to pip a wheel with %s', (_, files, options) => {
    install('1.0', code);
    write(place('other.py'), '');
    expect(replace('1.0', files, options)).toBe(false);
    expect(existsSync(place('shop'))).toBe(false);
    expect(existsSync(place(infoOf('1.0')))).toBe(false);
    expect(existsSync(place('../../../bin/shop'))).toBe(false);
    expect(existsSync(place('other.py'))).toBe(true);
  });

  it('leaves to pip what is installed with scripts that are no entry points', () => {
    install('1.0', code, '');
    expect(replace('1.0', code, { entryPoints: '' })).toBe(false);
  });

  describe('several projects', () => {
    const pages = { 'pages/__init__.py': '' };
    const installBoth = (shopFiles: Files, pagesFiles: Files) => {
      install('1.0', shopFiles, '');
      install('1.0', pagesFiles, '', 'pages');
      for (const project of ['shop', 'pages']) {
        const file = place(`${infoOf('1.0', project)}/RECORD`);
        writeFileSync(file, readFileSync(file, 'utf8').replace(/^.*bin\/shop.*\n/m, ''));
      }
    };
    const wheelsOf = (shopFiles: Files, pagesFiles: Files) => [
      pack('1.0', shopFiles, { entryPoints: '' }),
      pack('1.0', pagesFiles, { entryPoints: '', project: 'pages' }),
    ];

    it.each(['shop first', 'shop last'])('lets a module go from one to the other, %s', (order) => {
      installBoth({ ...code, 'cart.py': 'C = 1\n' }, pages);
      const wheels = wheelsOf(code, { ...pages, 'cart.py': 'C = 1\n' });
      expect(replaceBy(...(order === 'shop first' ? wheels : wheels.reverse()))).toBe(true);
      expect(readFileSync(place('cart.py'), 'utf8')).toBe('C = 1\n');
    });

    it('leaves a file that a package has which stays', () => {
      installBoth({ ...code, 'shared/__init__.py': '' }, { ...pages, 'shared/__init__.py': '' });
      expect(replace('1.0', code, { entryPoints: '' })).toBe(true);
      expect(existsSync(place('shared/__init__.py'))).toBe(true);
    });

    it('lets a file come where another had a folder', () => {
      installBoth(code, { ...pages, 'tax/__init__.py': '' });
      expect(replaceBy(...wheelsOf({ ...code, tax: 'none\n' }, pages))).toBe(true);
      expect(readFileSync(place('tax'), 'utf8')).toBe('none\n');
    });

    it.each([
      ['the same file', 'A = 1\n', true],
      ['files that differ', 'A = 2\n', false],
    ])('takes two wheels with %s at one place as pip would', (_, content, replaced) => {
      installBoth(code, pages);
      expect(replaceBy(...wheelsOf(code, { ...pages, 'shop/__init__.py': content }))).toBe(replaced);
    });
  });
});

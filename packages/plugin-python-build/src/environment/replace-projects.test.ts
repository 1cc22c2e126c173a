import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../python/replace_projects.py', import.meta.url));
const LIBRARY = 'lib/python3/site-packages';
const PIP_NEEDED = 3;

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
  const infoOf = (version: string) => `shop-${version}.dist-info`;
  const row = (path: string, content: string) =>
    `${path},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}`;

  function filesOf(version: string, files: Files, entryPoints: string, wheel: string): Files {
    const info = infoOf(version);
    return {
      ...files,
      [`${info}/WHEEL`]: `Wheel-Version: 1.0\n${wheel}\n`,
      ...(entryPoints === '' ? {} : { [`${info}/entry_points.txt`]: entryPoints }),
    };
  }

  /** Lays out a project as pip leaves it. */
  function install(version: string, files: Files, entryPoints = scripts): void {
    const info = infoOf(version);
    const all = {
      ...filesOf(version, files, entryPoints, 'Root-Is-Purelib: true'),
      [`${info}/INSTALLER`]: 'pip\n',
      '../../../bin/shop': '#!/python\n',
    };
    for (const [path, content] of Object.entries(all)) write(place(path), content);
    const rows = Object.entries(all).map(([path, content]) => row(path, content));
    write(place(`${info}/RECORD`), `${[...rows, `${info}/RECORD,,`].sort().join('\n')}\n`);
  }

  /** Packs a wheel and puts it in the place of what is installed. */
  function replace(
    version: string,
    files: Files,
    { entryPoints = scripts, wheel = 'Root-Is-Purelib: true' } = {},
  ): number | null {
    const tree = join(folder, 'wheel');
    const info = infoOf(version);
    const all = filesOf(version, files, entryPoints, wheel);
    for (const [path, content] of Object.entries(all)) write(join(tree, path), content);
    const rows = Object.entries(all).map(([path, content]) => row(path, content));
    write(join(tree, info, 'RECORD'), `${[...rows, `${info}/RECORD,,`].join('\n')}\n`);
    const archive = join(folder, `shop-${version}-py3-none-any.whl`);
    const pack = 'import os, sys, zipfile\nwith zipfile.ZipFile(sys.argv[1], "w") as z:\n'.concat(
      '  [z.write(os.path.join(d, f)) for d, _, fs in os.walk(".") for f in fs]',
    );
    execFileSync('python3', ['-c', pack, archive], { cwd: tree });
    const { status, stderr } = spawnSync('python3', [program, join(folder, 'build'), LIBRARY, archive], {
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    return status;
  }

  const record = (version: string) => readFileSync(place(`${infoOf(version)}/RECORD`), 'utf8').split('\n');

  it('leaves what is equal, and what was compiled of it; the rest is as in the wheel', () => {
    install('1.0', code);
    write(place('shop/__pycache__/__init__.cpython-3.pyc'), 'compiled');
    write(place('shop/__pycache__/old.cpython-3.pyc'), 'compiled');
    const before = statSync(place('shop/__init__.py')).ino;
    const { 'shop/old.py': _, ...kept } = code;
    expect(replace('1.0', { ...kept, 'shop/logo.svg': '<svg />\n', 'shop/more/new.py': 'C = 1\n' })).toBe(0);
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
    expect(replace('1.1', code)).toBe(0);
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
    expect(replace('1.0', files, options)).toBe(PIP_NEEDED);
    expect(existsSync(place('shop'))).toBe(false);
    expect(existsSync(place(infoOf('1.0')))).toBe(false);
    expect(existsSync(place('../../../bin/shop'))).toBe(false);
    expect(existsSync(place('other.py'))).toBe(true);
  });

  it('leaves to pip what is installed with scripts that are no entry points', () => {
    install('1.0', code, '');
    expect(replace('1.0', code, { entryPoints: '' })).toBe(PIP_NEEDED);
  });
});

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pythonPrograms } from '../python-programs.js';

describe('plain_requirements.py', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'fck-requirements-'));
    for (const name of ['dist', 'lib', 'requirements']) mkdirSync(join(folder, name));
    writeFileSync(join(folder, 'dist/shop-1.0-py3-none-any.whl'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What becomes of a requirement file. */
  function plain(text: string, path = 'requirements.txt', first = path): string {
    writeFileSync(join(folder, path), text);
    execFileSync('python3', ['-c', pythonPrograms.plain_requirements(), 'dist', first], { cwd: folder });
    return readFileSync(join(folder, path), 'utf8');
  }

  it.each([
    ['-e ./lib', './lib'],
    ['--editable=./lib[more]', './lib[more]'],
    ['-e lib', './lib'],
    ['-e git+https://example.com/x.git#egg=x', 'git+https://example.com/x.git#egg=x'],
    ['-e .', ''],
    ['.', ''],
    ['-e .[more]', 'shop[more]'],
    ['flask>=3 # -e is nothing here', 'flask>=3 # -e is nothing here'],
    ['--extra-index-url https://example.com', '--extra-index-url https://example.com'],
  ])('makes of %s: %s', (line, expected) => {
    expect(plain(`${line}\nclick\n`)).toBe(`${expected}\nclick\n`);
  });

  it('changes included files too, and survives a circle', () => {
    writeFileSync(join(folder, 'requirements.txt'), '-r requirements/base.txt\n');
    const base = plain('-r ../requirements.txt\n-e ./lib\n', 'requirements/base.txt', 'requirements.txt');
    expect(base).toBe('-r ../requirements.txt\n./lib\n');
  });
});

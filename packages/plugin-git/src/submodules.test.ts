import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OriginFixture } from './origin.test.fixture.js';

describe('submodules', () => {
  let fixture: OriginFixture;
  let entry: { url: string };
  const read = (file: string) => readFileSync(join(fixture.clone, file), 'utf8');

  beforeEach(() => {
    fixture = new OriginFixture();
    entry = { url: `file://${fixture.origin}` };
    // git lets submodules come from files only where that is said.
    writeFileSync(join(fixture.folder, 'home/.gitconfig'), '[protocol "file"]\n\tallow = always\n');
  });
  afterEach(() => fixture.remove());

  /** Makes a repository beside the origin, with a file that contains its name. */
  function repository(name: string): (...args: string[]) => string {
    const folder = join(fixture.folder, name);
    mkdirSync(folder);
    const git = (...args: string[]) => fixture.git('-C', folder, ...args);
    git('init', '--quiet', '--initial-branch=main');
    commitIn(git, name, name);
    return git;
  }

  function commitIn(git: (...args: string[]) => string, name: string, content: string): void {
    writeFileSync(join(fixture.folder, name, 'file'), content);
    git('add', '.');
    git('commit', '--quiet', '-m', content);
  }

  it('are fetched from urls relative to the repository, and theirs with them, at the pinned commits', async () => {
    const inner = repository('inner');
    const library = repository('library');
    library('submodule', '--quiet', 'add', '../inner', 'inner');
    commitIn(library, 'library', 'with inner');
    fixture.git('submodule', '--quiet', 'add', '../library', 'vendor/library');
    fixture.commit('first pin');
    commitIn(inner, 'inner', 'newer than the pin');
    await fixture.checkOut(entry);
    expect([read('vendor/library/file'), read('vendor/library/inner/file')]).toEqual(['with inner', 'inner']);

    library('-C', 'inner', 'pull', '--quiet');
    commitIn(library, 'library', 'second');
    fixture.git('-C', 'vendor/library', 'pull', '--quiet');
    fixture.commit('second pin');
    await fixture.checkOut(entry);
    expect([read('vendor/library/file'), read('vendor/library/inner/file')]).toEqual([
      'second',
      'newer than the pin',
    ]);
  });

  it('are sent with a repository that is sent, and theirs, and what is new of them', async () => {
    repository('inner');
    const library = repository('library');
    library('submodule', '--quiet', 'add', '../inner', 'inner');
    commitIn(library, 'library', 'with inner');
    fixture.git('submodule', '--quiet', 'add', '../library', 'vendor/library');
    fixture.git('submodule', '--quiet', 'update', '--init', '--recursive');
    fixture.commit('first pin');
    // Nothing that a host could fetch from.
    for (const name of ['inner', 'library']) rmSync(join(fixture.folder, name), { recursive: true });
    writeFileSync(join(fixture.folder, 'home/.gitconfig'), '');
    await fixture.checkOut({ path: '../origin' });
    expect([read('vendor/library/file'), read('vendor/library/inner/file')]).toEqual(['with inner', 'inner']);

    const submodule = (...args: string[]) => fixture.git('-C', 'vendor/library', ...args);
    writeFileSync(join(fixture.origin, 'vendor/library/file'), 'second');
    submodule('commit', '--quiet', '-a', '-m', 'second');
    fixture.commit('second pin');
    await fixture.checkOut({ path: '../origin' });
    expect(read('vendor/library/file')).toBe('second');
    fixture.notes.length = 0;
    await fixture.checkOut({ path: '../origin' });
    expect(fixture.notes).toEqual([]);

    // A clone without a work tree of the submodule.
    fixture.git('submodule', '--quiet', 'deinit', '--all', '--force');
    submodule('reset', '--quiet', '--hard', 'HEAD~1');
    await fixture.checkOut({ path: '../origin' });
    expect(read('vendor/library/file')).toBe('with inner');
  });

  it('become folders, move to other urls, and become submodules again', async () => {
    repository('library');
    repository('other');
    fixture.git('submodule', '--quiet', 'add', '../library', 'vendor');
    const asSubmodule = fixture.commit('a submodule');
    await fixture.checkOut(entry);
    fixture.git('rm', '--quiet', 'vendor');
    mkdirSync(join(fixture.origin, 'vendor'));
    writeFileSync(join(fixture.origin, 'vendor/file'), 'a plain file');
    fixture.commit('a folder');
    await fixture.checkOut(entry);
    expect(read('vendor/file')).toBe('a plain file');
    expect(existsSync(join(fixture.clone, 'vendor/.git'))).toBe(false);
    await fixture.checkOut({ ...entry, commit: asSubmodule });
    expect(read('vendor/file')).toBe('library');

    fixture.git('rm', '--quiet', '-r', 'vendor');
    rmSync(join(fixture.origin, '.git/modules'), { recursive: true });
    fixture.git('config', '--remove-section', 'submodule.vendor');
    fixture.git('submodule', '--quiet', 'add', '../other', 'vendor');
    fixture.commit('another submodule');
    await fixture.checkOut(entry);
    expect(read('vendor/file')).toBe('other');
  });
});

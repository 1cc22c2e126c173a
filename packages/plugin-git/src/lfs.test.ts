import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OriginFixture } from './origin.test.fixture.js';

const noLfs = !process.env['CI'] && spawnSync('git', ['lfs', 'version']).status !== 0;

/** With the git-lfs of this machine, and without the settings that a package of it may have made for all users. */
describe.skipIf(noLfs)(`files in Git LFS${noLfs ? ' (skipped: needs git-lfs)' : ''}`, () => {
  let fixture: OriginFixture;
  const logo = (folder: string) => readFileSync(join(fixture.clone, folder, 'logo.png'), 'utf8');

  beforeEach(() => {
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
    fixture = new OriginFixture();
    writeFileSync(join(fixture.folder, 'home/.gitconfig'), '[protocol "file"]\n\tallow = always\n');
    commitLogo(fixture.origin, 'picture');
  });
  afterEach(() => {
    fixture.remove();
    vi.unstubAllEnvs();
  });

  function commitLogo(folder: string, content: string): void {
    const git = (...args: string[]) => fixture.git('-C', folder, ...args);
    git('lfs', 'install', '--local', '--skip-repo');
    git('lfs', 'track', '*.png');
    writeFileSync(join(folder, 'logo.png'), content);
    git('add', '.');
    git('commit', '--quiet', '-m', content);
  }

  it('are fetched, in submodules too, and follow the commit', async () => {
    const library = join(fixture.folder, 'library');
    mkdirSync(library);
    fixture.git('-C', library, 'init', '--quiet', '--initial-branch=main');
    commitLogo(library, 'of the library');
    fixture.git('submodule', '--quiet', 'add', `file://${library}`, 'library');
    fixture.commit('with a submodule');
    const entry = { url: `file://${fixture.origin}` };
    await fixture.checkOut(entry);
    expect([logo('.'), logo('library')]).toEqual(['picture', 'of the library']);
    commitLogo(fixture.origin, 'another picture');
    await fixture.checkOut(entry);
    expect([logo('.'), logo('library')]).toEqual(['another picture', 'of the library']);
    fixture.notes.length = 0;
    await fixture.checkOut({ ...entry, commit: fixture.git('rev-parse', 'HEAD') });
    expect(fixture.notes).toEqual([]);
  });

  it('are sent with a repository that is sent, and with its submodules', async () => {
    const library = join(fixture.folder, 'library');
    mkdirSync(library);
    fixture.git('-C', library, 'init', '--quiet', '--initial-branch=main');
    commitLogo(library, 'of the library');
    fixture.git('submodule', '--quiet', 'add', '../library', 'library');
    fixture.git('-C', 'library', 'lfs', 'install', '--local', '--skip-repo');
    fixture.git('-C', 'library', 'lfs', 'pull');
    fixture.commit('with a submodule');
    rmSync(library, { recursive: true });
    const entry = { path: '../origin' };
    await fixture.checkOut(entry);
    expect([logo('.'), logo('library')]).toEqual(['picture', 'of the library']);
    commitLogo(fixture.origin, 'another picture');
    await fixture.checkOut(entry);
    expect(logo('.')).toBe('another picture');
    fixture.notes.length = 0;
    await fixture.checkOut(entry);
    expect(fixture.notes).toEqual([]);
  });

  it('are named if this machine does not have them either', async () => {
    fixture.git('clone', '--quiet', '.', '../pointers');
    await expect(fixture.checkOut({ path: '../pointers' })).rejects.toMatchObject({
      code: 'GIT_LFS_POINTERS',
      detail: 'logo.png',
      hint: expect.stringContaining('git lfs fetch'),
    });
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OriginFixture } from './origin.test.fixture.js';

let fixture: OriginFixture;
let entry: { url: string };
const fileOf = () => readFileSync(join(fixture.clone, 'file'), 'utf8');

beforeEach(() => {
  fixture = new OriginFixture();
  entry = { url: `file://${fixture.origin}` };
});
afterEach(() => fixture.remove());

describe('a clone that fck did not make', () => {
  const aside = () => join(fixture.folder, 'www/shop/repos/.fck-app');
  const inClone = (...args: string[]) => fixture.git('-C', fixture.clone, ...args);
  beforeEach(() => {
    mkdirSync(join(fixture.clone, '..'), { recursive: true });
    fixture.git('clone', '--quiet', fixture.origin, fixture.clone);
  });

  it('stays as it is, with all that is in it: fck has one of its own beside it', async () => {
    writeFileSync(join(fixture.clone, 'local_settings.py'), 'precious');
    writeFileSync(join(fixture.clone, 'file'), 'changed here');
    inClone('tag', 'precious');
    const second = fixture.commit('second');
    for (const from of [entry, { path: fixture.origin }]) {
      expect(await fixture.checkOut(from)).toMatchObject({ path: aside(), commit: second });
      expect(readFileSync(join(fixture.clone, 'local_settings.py'), 'utf8')).toBe('precious');
      expect(fileOf()).toBe('changed here');
      expect(inClone('tag')).toBe('precious');
      expect(inClone('symbolic-ref', '--short', 'HEAD')).toBe('main');
    }
    const told = fixture.notes.filter((note) => note.includes('is a clone that fck did not make, and stays'));
    expect(told).toHaveLength(1);
  });

  it('is one that fck made before there was a mark, if it is at a commit and has nothing else in it', async () => {
    inClone('checkout', '--quiet', '--detach');
    const second = fixture.commit('second');
    expect(await fixture.checkOut(entry)).toMatchObject({ path: fixture.clone, commit: second });
    writeFileSync(join(fixture.clone, 'left-over'), '');
    const third = fixture.commit('third');
    expect(await fixture.checkOut(entry)).toMatchObject({ path: fixture.clone, commit: third });
    expect(existsSync(join(fixture.clone, 'left-over'))).toBe(false);
  });
});

describe('a repository with a url', () => {
  it('is cloned at its default branch, and follows it', async () => {
    const first = await fixture.checkOut(entry);
    expect(first).toEqual({
      repo: 'app',
      path: fixture.clone,
      commit: fixture.git('rev-parse', 'main'),
      ref: undefined,
    });
    const second = fixture.commit('second');
    expect((await fixture.checkOut(entry))?.commit).toBe(second);
    fixture.git('checkout', '--quiet', '-b', 'trunk');
    const third = fixture.commit('third');
    expect((await fixture.checkOut(entry))?.commit).toBe(third);
    expect(fileOf()).toBe('third');
  });

  it('is brought to a branch, a tag, and a short commit id', async () => {
    const first = fixture.git('rev-parse', 'HEAD');
    fixture.git('tag', 'v1');
    fixture.git('checkout', '--quiet', '-b', 'feature/login');
    const second = fixture.commit('second');
    expect((await fixture.checkOut({ ...entry, branch: 'feature/login' }))?.commit).toBe(second);
    expect((await fixture.checkOut({ ...entry, tag: 'v1' }))?.commit).toBe(first);
    expect((await fixture.checkOut(entry, { ref: second.slice(0, 8) }))?.commit).toBe(second);
  });

  it('follows a branch that was rewritten and a tag that was moved', async () => {
    fixture.git('tag', 'v1');
    await fixture.checkOut({ ...entry, tag: 'v1' });
    fixture.git('commit', '--quiet', '--amend', '-m', 'rewritten');
    fixture.git('tag', '--force', 'v1');
    const rewritten = fixture.git('rev-parse', 'HEAD');
    expect((await fixture.checkOut({ ...entry, tag: 'v1' }))?.commit).toBe(rewritten);
    expect((await fixture.checkOut({ ...entry, branch: 'main' }))?.commit).toBe(rewritten);
  });

  it('does not deploy a tag that is gone', async () => {
    fixture.git('tag', 'v1');
    await fixture.checkOut({ ...entry, tag: 'v1' });
    fixture.git('tag', '--delete', 'v1');
    await expect(fixture.checkOut({ ...entry, tag: 'v1' })).rejects.toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
    });
  });

  it('fetches a commit that no branch leads to, by its whole id', async () => {
    await fixture.checkOut(entry);
    const lone = fixture.commit('lone');
    fixture.git('reset', '--quiet', '--hard', 'HEAD~1');
    fixture.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    expect((await fixture.checkOut({ ...entry, commit: lone }))?.commit).toBe(lone);
  });

  it('needs no network for a commit that is there', async () => {
    const commit = fixture.git('rev-parse', 'HEAD');
    await fixture.checkOut(entry);
    const elsewhere = { url: 'file:///nowhere/at/all', commit };
    expect((await fixture.checkOut(elsewhere))?.commit).toBe(commit);
  });

  it('leaves nothing changed and nothing left over', async () => {
    await fixture.checkOut(entry);
    writeFileSync(join(fixture.clone, 'file'), 'changed on the host');
    writeFileSync(join(fixture.clone, 'left-over'), '');
    await fixture.checkOut(entry);
    expect(fileOf()).toBe('first');
    expect(existsSync(join(fixture.clone, 'left-over'))).toBe(false);
  });

  it('brings submodules, and removes them where a commit has none', async () => {
    const first = fixture.git('rev-parse', 'HEAD');
    const library = join(fixture.folder, 'library');
    fixture.git('clone', '--quiet', fixture.origin, library);
    fixture.git('submodule', '--quiet', 'add', library, 'library');
    fixture.commit('with a submodule');
    // git lets submodules come from files only where that is said.
    writeFileSync(join(fixture.folder, 'home/.gitconfig'), '[protocol "file"]\n\tallow = always\n');
    await fixture.checkOut(entry);
    expect(readFileSync(join(fixture.clone, 'library/file'), 'utf8')).toBe('first');
    await fixture.checkOut({ ...entry, commit: first });
    expect(existsSync(join(fixture.clone, 'library'))).toBe(false);
  });

  it('has its code in a folder of the repository, if the configuration says so', async () => {
    for (const folder of ['services/api', 'services/web', 'docs']) {
      mkdirSync(join(fixture.origin, folder), { recursive: true });
      writeFileSync(join(fixture.origin, folder, folder === 'docs' ? 'conf.txt' : 'pyproject.toml'), '');
    }
    const commit = fixture.commit('services');
    expect(await fixture.checkOut({ ...entry, subdirectory: './services/api/' })).toEqual({
      repo: 'app',
      path: join(fixture.clone, 'services/api'),
      subdirectory: 'services/api',
      commit,
      ref: undefined,
    });
    expect(await fixture.checkOut({ ...entry, subdirectory: '.' })).toMatchObject({ path: fixture.clone });
    await expect(fixture.checkOut({ ...entry, subdirectory: 'service/api' })).rejects.toMatchObject({
      code: 'GIT_SUBDIRECTORY_MISSING',
      message: `The repository "app" has no folder "service/api" at commit ${commit.slice(0, 12)}.`,
      hint: 'Folders with a pyproject.toml, setup.py or requirements.txt: services/api, services/web.',
    });
  });

  it('goes on after a git that was killed', async () => {
    mkdirSync(join(fixture.folder, 'www/shop/repos/.app.draft/half'), { recursive: true });
    await fixture.checkOut(entry);
    for (const lock of ['index.lock', 'packed-refs.lock', 'refs/remotes/origin/main.lock']) {
      writeFileSync(join(fixture.clone, '.git', lock), '');
    }
    const second = fixture.commit('second');
    expect((await fixture.checkOut(entry))?.commit).toBe(second);
  });

  it('follows a url that was changed in the config', async () => {
    await fixture.checkOut(entry);
    fixture.git('clone', '--quiet', fixture.origin, join(fixture.folder, 'moved'));
    fixture.commit('only in the old one');
    const moved = await fixture.checkOut({ url: join(fixture.folder, 'moved') });
    expect(moved?.commit).toBe(fixture.git('rev-parse', 'HEAD~1'));
  });

  it('changes nothing if there is nothing to do', async () => {
    const commit = fixture.git('rev-parse', 'HEAD');
    await fixture.checkOut({ ...entry, commit });
    fixture.notes.length = 0;
    await fixture.checkOut({ ...entry, commit });
    expect(fixture.notes).toEqual([]);
  });

  it('is not put where something else stands', async () => {
    mkdirSync(fixture.clone, { recursive: true });
    writeFileSync(join(fixture.clone, 'mine'), 'precious');
    await expect(fixture.checkOut(entry)).rejects.toMatchObject({ code: 'GIT_FOLDER_OCCUPIED' });
    expect(readFileSync(join(fixture.clone, 'mine'), 'utf8')).toBe('precious');
  });

  it('answers a mistyped branch with the nearest ones', async () => {
    fixture.git('branch', 'feature/login-page');
    await expect(fixture.checkOut({ ...entry, branch: 'login-pge' })).rejects.toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
      hint: expect.stringContaining('"feature/login-page"'),
    });
  });

  it.each([
    ['branch', 'v1', 'It has a tag of that name: write `tag: v1`.'],
    ['tag', 'main', 'It has a branch of that name: write `branch: main`.'],
    ['tag', 'v2', 'Did you mean "v1"? If it is new: was it pushed?'],
    ['branch', 'zz', 'It has "main". If it is new: was it pushed?'],
  ])('answers %s: %s with what to write', async (kind, name, hint) => {
    fixture.git('tag', 'v1');
    await expect(fixture.checkOut({ ...entry, [kind]: name })).rejects.toMatchObject({
      code: 'GIT_REF_NOT_FOUND',
      hint,
    });
  });

  it('refuses a ref that git would read as something else', async () => {
    await expect(fixture.checkOut(entry, { ref: '--upload-pack=x' })).rejects.toMatchObject({
      code: 'GIT_REF_INVALID',
    });
  });

  it('says so if there is no such repository', async () => {
    await expect(fixture.checkOut({ url: join(fixture.folder, 'nothing') })).rejects.toMatchObject({
      code: 'GIT_FETCH_FAILED',
      message: expect.stringContaining('there is no such repository'),
    });
    expect(existsSync(fixture.clone)).toBe(false);
  });

  it('is only planned in a dry run', async () => {
    await fixture.checkOut(entry, { dryRun: true });
    expect(fixture.notes).toContain('clone app');
    expect(existsSync(fixture.clone)).toBe(false);
  });
});

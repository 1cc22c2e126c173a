import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { OriginFixture } from './origin.test.fixture.js';

let fixture: OriginFixture;
const entry = { path: '../origin' };
const sent = () => fixture.notes.filter((note) => note.startsWith('upload')).length;

beforeEach(() => {
  fixture = new OriginFixture();
});
afterEach(() => {
  fixture.remove();
  vi.unstubAllEnvs();
});

describe('a repository of this machine', () => {
  it('is sent with what is committed, and sent again only if that changed', async () => {
    expect((await fixture.checkOut(entry))?.commit).toBe(fixture.git('rev-parse', 'HEAD'));
    await fixture.checkOut(entry);
    expect(sent()).toBe(1);
    const second = fixture.commit('second');
    expect((await fixture.checkOut(entry))?.commit).toBe(second);
    expect(sent()).toBe(2);
    expect(readFileSync(join(fixture.clone, 'file'), 'utf8')).toBe('second');
    expect(readdirSync(join(fixture.clone, '..'))).toEqual(['app']);
  });

  it('is left as it is', async () => {
    const before = fixture.git('for-each-ref');
    await fixture.checkOut(entry);
    expect(fixture.git('for-each-ref')).toBe(before);
    expect(fixture.git('status', '--porcelain')).toBe('');
  });

  it('is sent at a branch, a tag, and a commit that no branch leads to', async () => {
    const lone = fixture.commit('lone');
    fixture.git('reset', '--quiet', '--hard', 'HEAD~1');
    fixture.git('tag', 'v1');
    fixture.git('checkout', '--quiet', '-b', 'other');
    const other = fixture.commit('other');
    expect((await fixture.checkOut({ ...entry, commit: lone.slice(0, 10) }))?.commit).toBe(lone);
    expect((await fixture.checkOut({ ...entry, branch: 'other' }))?.commit).toBe(other);
    expect((await fixture.checkOut({ ...entry, tag: 'v1' }))?.commit).toBe(fixture.git('rev-parse', 'v1'));
  });

  it('is sent with the tags of its history, from which backends read a version', async () => {
    const tags = () => fixture.git('-C', fixture.clone, 'for-each-ref', 'refs/tags');
    const described = () => fixture.git('-C', fixture.clone, 'describe');
    fixture.git('tag', 'plain');
    fixture.git('tag', '--annotate', '-m', 'first', 'v1.0');
    fixture.commit('second');
    await fixture.checkOut(entry);
    expect(tags()).toBe(fixture.git('for-each-ref', 'refs/tags'));
    expect(described()).toMatch(/^v1\.0-1-g/);
    // Of a commit that the host has, and in place of another.
    fixture.git('tag', '--annotate', '-m', 'second', 'v1.1');
    fixture.git('tag', '--delete', 'plain');
    fixture.git('tag', '--annotate', '-m', 'other', 'plain/other', 'HEAD~1');
    await fixture.checkOut(entry);
    expect(tags()).toBe(fixture.git('for-each-ref', 'refs/tags'));
    expect(described()).toBe('v1.1');
    fixture.commit('third');
    await fixture.checkOut(entry);
    expect(described()).toMatch(/^v1\.1-1-g/);
    fixture.notes.length = 0;
    await fixture.checkOut(entry);
    expect(fixture.notes).toEqual([]);
  });

  it('may be bare, or a work tree of another', async () => {
    const commit = fixture.git('rev-parse', 'HEAD');
    fixture.git('clone', '--quiet', '--bare', '.', '../bare.git');
    expect((await fixture.checkOut({ path: '../bare.git' }))?.commit).toBe(commit);
    fixture.git('worktree', 'add', '--quiet', '-b', 'release', '../release');
    writeFileSync(join(fixture.folder, 'release/file'), 'in a work tree');
    fixture.git('-C', '../release', 'commit', '--quiet', '-a', '-m', 'release');
    await fixture.checkOut({ path: '../release' });
    expect(readFileSync(join(fixture.clone, 'file'), 'utf8')).toBe('in a work tree');
  });

  it('goes back to an older commit, and to a rewritten one', async () => {
    const first = fixture.git('rev-parse', 'HEAD');
    fixture.commit('second');
    await fixture.checkOut(entry);
    fixture.git('reset', '--quiet', '--hard', first);
    expect((await fixture.checkOut(entry))?.commit).toBe(first);
    fixture.git('commit', '--quiet', '--amend', '-m', 'rewritten');
    expect((await fixture.checkOut(entry))?.commit).toBe(fixture.git('rev-parse', 'HEAD'));
  });

  it('warns of uncommitted changes, and leaves them out', async () => {
    writeFileSync(join(fixture.origin, 'file'), 'not committed');
    await fixture.checkOut(entry);
    expect(fixture.notes.join('\n')).toContain('has uncommitted changes');
    expect(readFileSync(join(fixture.clone, 'file'), 'utf8')).toBe('first');
  });

  it('is reported before any host is touched, if it cannot be sent', async () => {
    mkdirSync(join(fixture.origin, 'inner'));
    const missing = fixture.open({ path: '../nothing' }).then((fck) => fck.run(['provision']));
    await expect(missing).rejects.toMatchObject({
      message: expect.stringContaining('there is no such folder'),
    });
    const inner = fixture.open({ path: '../origin/inner' }).then((fck) => fck.run(['provision']));
    await expect(inner).rejects.toMatchObject({
      message: expect.stringContaining('not its top'),
      hint: `Write \`path: ${fixture.origin}\` and \`subdirectory: inner\`.`,
    });
  });

  it('may replace a clone that came from a url', async () => {
    await fixture.checkOut({ url: `file://${fixture.origin}` });
    const second = fixture.commit('second');
    expect((await fixture.checkOut(entry))?.commit).toBe(second);
    const third = fixture.commit('third');
    expect((await fixture.checkOut({ url: `file://${fixture.origin}` }))?.commit).toBe(third);
  });
});

describe('a repository of this machine that git reads differently', () => {
  const problem = async (path: string) => {
    const fck = await fixture.open({ path });
    const failure = await fck.run(['provision']).catch((error: unknown) => error);
    await fck.close();
    return failure;
  };
  const elsewhere = () => join(fixture.folder, 'partial');

  it('is sent if it names objects by SHA-256', async () => {
    fixture.git('init', '--quiet', '--object-format=sha256', '--initial-branch=main', '../sha256');
    const inRepo = (...args: string[]) => fixture.git('-C', '../sha256', ...args);
    writeFileSync(join(fixture.folder, 'sha256/file'), 'long names');
    inRepo('add', '.');
    inRepo('commit', '--quiet', '-m', 'first');
    const checkout = await fixture.checkOut({ path: '../sha256' });
    expect(checkout?.commit).toMatch(/^[0-9a-f]{64}$/);
    expect(readFileSync(join(fixture.clone, 'file'), 'utf8')).toBe('long names');
  });

  it('is sent as it is if it is a shallow clone, and whole again when it is complete', async () => {
    const shallow = (...args: string[]) => fixture.git('-C', '../shallow', ...args);
    const onHost = (...args: string[]) => fixture.git('-C', fixture.clone, ...args);
    const history = () => onHost('log', '--format=%s').split('\n');
    fixture.git('tag', '--annotate', '-m', 'first', 'v1.0');
    for (const name of ['second', 'third', 'fourth']) fixture.commit(name);
    fixture.git('clone', '--quiet', '--depth=2', `file://${fixture.origin}`, '../shallow');
    await fixture.checkOut({ path: '../shallow' });
    expect(history()).toEqual(['fourth', 'third']);
    expect(onHost('describe', '--always', '--tags')).toBe(shallow('describe', '--always', '--tags'));
    expect(fixture.notes).toContainEqual(expect.stringContaining('is a shallow clone'));

    // On top of what was sent.
    writeFileSync(join(fixture.folder, 'shallow/file'), 'fifth');
    shallow('commit', '--quiet', '-a', '-m', 'fifth');
    await fixture.checkOut({ path: '../shallow' });
    expect(history()).toEqual(['fifth', 'fourth', 'third']);
    await expect(fixture.checkOut({ path: '../shallow', tag: 'v1.0' })).rejects.toMatchObject({
      message: expect.stringContaining('it is a shallow clone, which does not have "v1.0"'),
      hint: expect.stringContaining('fetch --unshallow'),
    });

    shallow('fetch', '--quiet', '--unshallow', '--tags');
    await fixture.checkOut({ path: '../shallow' });
    expect(history()).toEqual(['fifth', 'fourth', 'third', 'second', 'first']);
    expect(onHost('describe')).toBe(shallow('describe'));
    onHost('fsck', '--strict');

    // As in CI, which makes a clone of one commit each time.
    const sixth = fixture.commit('sixth');
    fixture.git('clone', '--quiet', '--depth=1', `file://${fixture.origin}`, '../other');
    expect((await fixture.checkOut({ path: '../other' }))?.commit).toBe(sixth);
    fixture.notes.length = 0;
    await fixture.checkOut({ path: '../other' });
    expect(fixture.notes).toEqual([]);
    await fixture.checkOut({ url: `file://${fixture.origin}` });
    expect(history()).toEqual(['sixth', 'fourth', 'third', 'second', 'first']);
    expect(onHost('describe')).toBe(fixture.git('describe'));
  });

  it('is named if it is a partial clone, with a command that helps', async () => {
    fixture.commit('second');
    fixture.git('config', 'uploadpack.allowFilter', 'true');
    fixture.git('clone', '--quiet', '--filter=blob:none', `file://${fixture.origin}`, elsewhere());
    const failure = await problem('../partial');
    expect(failure).toMatchObject({
      message: expect.stringContaining('it is a partial clone (--filter), without 1'),
    });
    const command = /Fetch the rest: git (.*) \(/.exec(String(Reflect.get(Object(failure), 'hint')))?.[1];
    fixture.git(...(command ?? '').split(' '));
    expect((await fixture.checkOut({ path: '../partial' }))?.commit).toBe(fixture.git('rev-parse', 'HEAD'));
  });

  it.runIf(process.getuid?.() === 0)(
    'is named if it belongs to another user, with a command that helps',
    async () => {
      execFileSync('chown', ['-R', '12345', fixture.origin]);
      const failure = await problem('../origin');
      expect(failure).toMatchObject({ message: expect.stringContaining('it belongs to another user') });
      const command = /git (config .*)$/.exec(String(Reflect.get(Object(failure), 'hint')))?.[1];
      process.env['HOME'] = join(fixture.folder, 'home');
      fixture.git('-C', fixture.folder, ...(command ?? '').split(' '));
      expect((await fixture.checkOut(entry))?.commit).toBeDefined();
    },
  );

  it('has the submodule named that hosts cannot fetch', async () => {
    fixture.git('init', '--quiet', '--initial-branch=main', '../lib');
    fixture.git('-C', '../lib', 'commit', '--quiet', '--allow-empty', '-m', 'lib');
    fixture.git('submodule', '--quiet', 'add', '../lib', 'vendor/lib');
    fixture.git('commit', '--quiet', '-m', 'with a submodule');
    fixture.git('submodule', '--quiet', 'deinit', '--all');
    rmSync(join(fixture.origin, '.git/modules'), { recursive: true });
    await expect(fixture.checkOut(entry)).rejects.toMatchObject({
      code: 'GIT_SUBMODULE_FAILED',
      message: expect.stringMatching(
        /^The submodule "vendor\/lib" of the repository "app" could not be fetched/,
      ),
      hint: expect.stringContaining('git submodule update --init --recursive'),
    });
  });

  // With a git-lfs: see lfs.test.ts.
  it('is refused while the host has only pointers of Git LFS', async () => {
    vi.stubEnv('PATH', fixture.programsWithout('git-lfs'));
    vi.stubEnv('GIT_CONFIG_NOSYSTEM', '1');
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0000\nsize 3\n';
    writeFileSync(join(fixture.origin, 'logo.png'), pointer);
    writeFileSync(join(fixture.origin, '.gitattributes'), '*.png filter=lfs diff=lfs merge=lfs -text\n');
    fixture.commit('with a pointer');
    for (let attempt = 0; attempt < 2; attempt++)
      await expect(fixture.checkOut(entry)).rejects.toMatchObject({
        code: 'GIT_LFS_POINTERS',
        detail: 'logo.png',
        hint: expect.stringContaining('Add `git-lfs` to the `tools:`'),
      });
    // What git-lfs does when it is installed on the host.
    writeFileSync(
      join(fixture.folder, 'home/.gitconfig'),
      '[filter "lfs"]\n\tsmudge = "printf picture"\n\tclean = "cat >/dev/null; git show HEAD:logo.png"\n',
    );
    await fixture.checkOut(entry);
    expect(readFileSync(join(fixture.clone, 'logo.png'), 'utf8')).toBe('picture');
  });
});

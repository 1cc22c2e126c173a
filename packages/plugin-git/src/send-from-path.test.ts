import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { OriginFixture } from './origin.test.fixture.js';

let fixture: OriginFixture;
const entry = { path: '../origin' };
const sent = () => fixture.notes.filter((note) => note.startsWith('upload')).length;

beforeEach(() => {
  fixture = new OriginFixture();
});
afterEach(() => fixture.remove());

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

  it('goes back to an older commit, and to a rewritten one', async () => {
    const first = fixture.git('rev-parse', 'HEAD');
    fixture.commit('second');
    await fixture.checkOut(entry);
    fixture.git('reset', '--quiet', '--hard', first);
    expect((await fixture.checkOut(entry))?.commit).toBe(first);
    fixture.git('commit', '--quiet', '--amend', '-m', 'rewritten');
    expect((await fixture.checkOut(entry))?.commit).toBe(fixture.git('rev-parse', 'HEAD'));
  });

  it('warns of changes that are not committed, and leaves them out', async () => {
    writeFileSync(join(fixture.origin, 'file'), 'not committed');
    await fixture.checkOut(entry);
    expect(fixture.notes.join('\n')).toContain('has changes that are not committed');
    expect(readFileSync(join(fixture.clone, 'file'), 'utf8')).toBe('first');
  });

  it('is told of before any host is touched, if it cannot be sent', async () => {
    mkdirSync(join(fixture.origin, 'inner'));
    const missing = fixture.open({ path: '../nothing' }).then((fck) => fck.run(['provision']));
    await expect(missing).rejects.toMatchObject({
      message: expect.stringContaining('there is no such folder'),
    });
    const inner = fixture.open({ path: '../origin/inner' }).then((fck) => fck.run(['provision']));
    await expect(inner).rejects.toMatchObject({ message: expect.stringContaining('not its top') });
  });

  it('may replace a clone that came from a url', async () => {
    await fixture.checkOut({ url: `file://${fixture.origin}` });
    const second = fixture.commit('second');
    expect((await fixture.checkOut(entry))?.commit).toBe(second);
    const third = fixture.commit('third');
    expect((await fixture.checkOut({ url: `file://${fixture.origin}` }))?.commit).toBe(third);
  });
});

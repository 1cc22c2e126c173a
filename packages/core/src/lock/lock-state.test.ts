import { describe, expect, it } from 'vitest';
import { type HeldLock, holderText, lockErrors } from '../errors/lock.js';
import { isStale, parseLock } from './lock-state.js';

const told = `run 20261123T021441Z-ab05e6
holder 0f0f
about {"owner":"ann@laptop","project":"shop","purpose":"build activate"}
since 2026-11-23T02:14:42Z
age 12
end`;

const lock: HeldLock = {
  run: '20261123T021441Z-ab05e6',
  holder: '0f0f',
  about: { owner: 'ann@laptop', project: 'shop', purpose: 'build activate' },
  since: '2026-11-23T02:14:42Z',
  age: 12,
};

describe('the lock state of a machine', () => {
  it('names the holder, the purpose, the start, and the age of the heartbeat', () => {
    expect(parseLock(told)).toEqual(lock);
  });

  it('may be free', () => {
    expect(parseLock('free\nend')).toBeUndefined();
  });

  it('has no age if a user took the lock by hand', () => {
    expect(parseLock(told.replace('age 12', 'age none'))?.age).toBeUndefined();
  });

  it.each([
    ['emptied by a power failure', ''],
    ['cut off', '{"owner":"ann@lap'],
    ['of another kind', '"ann"'],
  ])('may be a record that was %s', (_, about) => {
    const read = parseLock(told.replace(/^about .*$/m, `about ${about}`));
    expect(read).toMatchObject({ run: lock.run, about: undefined, age: 12 });
    expect(read && holderText(read)).toBe('a run whose record cannot be read');
  });
});

describe('a lock', () => {
  it.each([
    [0, false],
    [29, false],
    [30, true],
    [4000, true],
    [undefined, false],
  ])('with a heartbeat of %s seconds ago is stale: %s', (age, stale) => {
    expect(isStale({ ...lock, age })).toBe(stale);
  });

  it('of a run says in the error who holds it, and how to wait', () => {
    const error = lockErrors.held('web-1', lock);
    expect(error.message).toBe(
      'web-1 is locked by run 20261123T021441Z-ab05e6 of ann@laptop (project shop, build activate, since 2026-11-23T02:14:42Z).',
    );
    expect(error.detail).toContain('12 s ago');
    expect(error.hint).toContain('--lock-wait');
  });

  it('taken by hand says how to remove it', () => {
    const error = lockErrors.held('web-1', { ...lock, age: undefined });
    expect(error.message).toContain('is locked by ann@laptop (');
    expect(error.hint).toContain('fck lock release');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { whyNotOn } from './platform.js';

const debian12 = { arch: 'x86_64', libc: 'glibc 2.36' };

describe('whyNotOn', () => {
  it('lets a build run on the same and on a newer C library', () => {
    expect(whyNotOn(debian12, { arch: 'x86_64', libc: 'glibc 2.36' })).toBeUndefined();
    expect(whyNotOn(debian12, { arch: 'x86_64', libc: 'glibc 2.9' })).toBeUndefined();
    expect(whyNotOn(debian12, {})).toBeUndefined();
  });

  it('says why it would not run', () => {
    expect(whyNotOn(debian12, { arch: 'aarch64' })).toBe('it is for aarch64, and the host is x86_64');
    expect(whyNotOn(debian12, { libc: 'glibc 2.40' })).toBe(
      'it needs glibc 2.40 or newer, and the host has glibc 2.36',
    );
    expect(whyNotOn({ arch: 'x86_64', libc: 'musl 1.2.4' }, debian12)).toBe(
      'it needs glibc 2.36, and the host has musl 1.2.4',
    );
  });

  it('never lets two different versions each replace the other', () => {
    const version = fc.tuple(fc.nat(3), fc.nat(50)).map(([major, minor]) => `glibc ${major}.${minor}`);
    fc.assert(
      fc.property(version, version, (a, b) => {
        const onA = whyNotOn({ arch: '', libc: a }, { libc: b }) === undefined;
        const onB = whyNotOn({ arch: '', libc: b }, { libc: a }) === undefined;
        expect(onA && onB).toBe(a === b);
        expect(onA || onB).toBe(true);
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { commitAmong } from './look-at-url.js';

const listing = [
  'aaaa\tHEAD',
  'aaaa\trefs/heads/main',
  'bbbb\trefs/heads/feature/HEAD',
  'cccc\trefs/tags/v1',
  'dddd\trefs/tags/v1^{}',
  'eeee\trefs/tags/main',
].join('\n');

describe('the commit at a url', () => {
  it.each([
    ['the default branch', undefined, 'aaaa'],
    ['a branch before a tag', { kind: 'any', name: 'main' }, 'aaaa'],
    ['a branch that is called HEAD somewhere', { kind: 'branch', name: 'feature/HEAD' }, 'bbbb'],
    ['what an annotated tag is on', { kind: 'tag', name: 'v1' }, 'dddd'],
    ['a tag', { kind: 'tag', name: 'main' }, 'eeee'],
    ['nothing that is not there', { kind: 'branch', name: 'v1' }, undefined],
  ] as const)('is that of %s', (_, ref, commit) => {
    expect(commitAmong(listing, ref)).toBe(commit);
  });
});

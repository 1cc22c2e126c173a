import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidatesOf, fullCommitOf, isRefName, localCandidatesOf } from './ref.js';

const commit = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';

describe('isRefName', () => {
  it.each(['main', 'feature/login', 'v1.0', 'release-2', 'a', 'ä', '1234567'])('accepts %j', (name) => {
    expect(isRefName(name)).toBe(true);
  });

  it.each([
    '',
    '@',
    '-b',
    '--upload-pack=x',
    'a..b',
    'a b',
    'a~1',
    'a^{commit}',
    'a:b',
    'a?',
    'x.lock',
    'x.lock/y',
    '/a',
    'a/',
    'a//b',
    '.a',
    'a.',
    'a@{1}',
    'a\\b',
    'a\nb',
  ])('refuses %j', (name) => {
    expect(isRefName(name)).toBe(false);
  });

  it('accepts nothing that git itself would refuse', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      '-',
      '.',
      '..',
      '/',
      '@',
      '@{',
      '{',
      '~',
      '^',
      ':',
      '?',
      '*',
      '[',
      '\\',
      ' ',
      '.lock',
      '\x7f',
      'ü',
      '!',
      '$',
      ';',
    );
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 5 }).map((all) => all.join('')),
        (name) => {
          fc.pre(isRefName(name));
          expect(spawnSync('git', ['check-ref-format', `refs/heads/${name}`]).status).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('candidatesOf', () => {
  it('tries branch, tag and commit in this order', () => {
    expect(candidatesOf({ kind: 'any', name: 'abcd' })).toEqual([
      'refs/remotes/origin/abcd',
      'refs/tags/abcd',
      'abcd',
    ]);
    expect(candidatesOf({ kind: 'any', name: 'main' })).toEqual([
      'refs/remotes/origin/main',
      'refs/tags/main',
    ]);
  });

  it('tries only what was said to be meant', () => {
    expect(candidatesOf({ kind: 'branch', name: 'abcd' })).toEqual(['refs/remotes/origin/abcd']);
    expect(candidatesOf({ kind: 'tag', name: 'abcd' })).toEqual(['refs/tags/abcd']);
    expect(candidatesOf({ kind: 'commit', name: 'abcd' })).toEqual(['abcd']);
  });

  it('without a ref means the default branch, and in a local repository what is checked out', () => {
    expect(candidatesOf(undefined)).toEqual(['refs/remotes/origin/HEAD']);
    expect(localCandidatesOf(undefined)).toEqual(['HEAD']);
    expect(localCandidatesOf({ kind: 'any', name: 'x' })).toEqual(['refs/heads/x', 'refs/tags/x']);
  });
});

describe('fullCommitOf', () => {
  it('knows a whole commit id, which can never mean anything else', () => {
    expect(fullCommitOf({ kind: 'commit', name: commit.toUpperCase() })).toBe(commit);
    expect(fullCommitOf({ kind: 'any', name: commit })).toBe(commit);
    expect(fullCommitOf({ kind: 'branch', name: commit })).toBeUndefined();
    expect(fullCommitOf({ kind: 'commit', name: commit.slice(0, 12) })).toBeUndefined();
    expect(fullCommitOf(undefined)).toBeUndefined();
  });
});

import { secret } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { packageSourcesOf } from './package-sources.js';

describe('packageSourcesOf', () => {
  it.each([
    [['--no-index', '--find-links', 'wheels']],
    [
      ['--no-index', '--no-deps', '--find-links=wheels'],
      ['--no-index', '--find-links=wheels'],
    ],
    [['-i', 'https://pypi.example.com/simple'], undefined],
    [['-fwheels', '--require-hashes'], ['-fwheels']],
    [
      ['--upgrade', '--trusted-host', 'pypi.example.com', '--pre'],
      ['--trusted-host', 'pypi.example.com', '--pre'],
    ],
    [['--no-deps', '--config-settings', 'a=b'], []],
  ])('keeps what says where packages come from: %j', (options, kept: string[] | undefined = options) => {
    expect(packageSourcesOf(options).words).toEqual(kept);
  });

  it('keeps a value from the environment out of the command line', () => {
    const { words, env } = packageSourcesOf([
      '--index-url',
      secret('https://pypi.example.com/simple'),
      secret('--constraint=pins.txt'),
    ]);
    expect(words).toEqual([]);
    expect(Object.keys(env)).toEqual(['PIP_INDEX_URL']);
  });
});

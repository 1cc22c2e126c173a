import { Secret, secret } from '@fck/core';
import { fakeHostContext } from '@fck/testing';
import { describe, expect, it } from 'vitest';
import { packageSourcesOf } from './package-sources.js';
import { unfitLogins } from './packages-section.js';
import { planSchema } from './plan-schema.js';

const sourcesOf = (plan: object) => packageSourcesOf(fakeHostContext(), planSchema.parse(plan));

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
    expect(sourcesOf({ pip_options: options }).words).toEqual(kept);
  });

  it('keeps a value from the environment out of the command line', () => {
    const { words, env } = sourcesOf({
      pip_options: [
        '--index-url',
        secret('https://pypi.example.com/simple'),
        secret('--constraint=pins.txt'),
      ],
    });
    expect(words).toEqual([]);
    expect(Object.keys(env)).toEqual(['PIP_INDEX_URL']);
  });

  it('takes a section of its own, and keeps logins out of words and variables', () => {
    const { words, env } = sourcesOf({
      packages: {
        index_url: secret('https://me:hunter%2122@pypi.example.com/simple'),
        extra_index_urls: [secret('https://one.example.com'), secret('https://two.example.com')],
        find_links: 'wheels',
        no_index: true,
      },
      pip_options: ['--pre'],
    });
    expect(words).toEqual(['--find-links', 'wheels', '--no-index', '--pre']);
    const plain = Object.entries(env).map(([name, value]) => [
      name,
      value instanceof Secret ? value.reveal() : value,
    ]);
    expect(Object.fromEntries(plain)).toEqual({
      PIP_INDEX_URL: 'https://pypi.example.com/simple',
      PIP_EXTRA_INDEX_URL: 'https://one.example.com https://two.example.com',
      UV_DEFAULT_INDEX: 'https://pypi.example.com/simple',
      UV_INDEX: 'https://one.example.com https://two.example.com',
      UV_FIND_LINKS: 'wheels',
      UV_NO_INDEX: '1',
      NETRC: expect.stringContaining('.netrc-'),
    });
  });

  it('refuses a password in the configuration', () => {
    const packages = { index_url: 'https://me:hunter22@example.com/simple' };
    const problems = JSON.stringify(planSchema.safeParse({ packages }).error?.issues);
    expect(problems).toContain('name that: !env NAME');
    expect(problems).not.toContain('hunt');
  });

  it.each([
    ['https://hunter22@example.com/simple', 'has a user or a password alone'],
    ['https://me:hunt%20er22@example.com/simple', 'netrc'],
  ])('names a login that pip could not be given: %s', (url, why) => {
    const { packages } = planSchema.parse({ packages: { extra_index_urls: secret(url) } });
    const [flaw, ...others] = packages ? unfitLogins(packages) : [];
    expect(flaw).toEqual({ key: 'extra_index_urls', why: expect.stringContaining(why) });
    expect(others).toEqual([]);
  });
});

import { secret } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { pipOptionsOf } from './pip-options.js';
import { planSchema } from './plan-schema.js';

const problemsOf = (pip_options: unknown[]) =>
  planSchema.safeParse({ pip_options }).error?.issues.map(({ message }) => message) ?? [];

describe('options of pip that came from the environment', () => {
  it('are given to it by variables', () => {
    const { words, env } = pipOptionsOf([
      '--pre',
      secret('--index-url=https://pypi.example.com/simple'),
      '--cache-dir',
      secret('/tmp/a b'),
      secret('--no-deps'),
      '--quiet',
    ]);
    expect(words).toEqual(['--pre', '--no-deps', '--quiet']);
    expect(Object.entries(env).map(([name, value]) => [name, value.reveal()])).toEqual([
      ['PIP_INDEX_URL', 'https://pypi.example.com/simple'],
      ['PIP_CACHE_DIR', '/tmp/a b'],
    ]);
  });

  it('are refused where pip could not be told so', () => {
    expect(problemsOf(['-i', secret('hunter22')])).toEqual([expect.stringContaining('--name=value')]);
    expect(problemsOf([secret('hunter22')])).toHaveLength(1);
    expect(problemsOf(['--cert', secret('hunter22')])).toEqual([]);
  });

  it.each([
    '--index-url=https://me:hunter22@example.com/simple',
    '--index-url=https://hunter22@example.com/simple',
    '--index-url=https://me:hunt/er22@example.com/simple',
    'git+ssh://me:hunter22@example.com/x',
  ])('are refused with a password, as all others are: %s', (option) => {
    for (const written of [option, secret(option)]) {
      const problems = problemsOf([written]);
      expect(problems).toContainEqual(expect.stringContaining('must not hold a password'));
      expect(JSON.stringify(problems)).not.toContain('hunt');
    }
  });

  it.each([
    '--index-url=https://example.com:8443/simple/@scope',
    'git+https://example.com/x@v1',
    'git+https://example.com:8443/x@v1',
    'git+ssh://git@example.com/x@v1',
  ])('are no passwords: %s', (option) => {
    expect(problemsOf([option])).toEqual([]);
  });
});

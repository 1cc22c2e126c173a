import { secret } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { buildCommands } from './build-commands.js';

describe('before_install and after_install', () => {
  const problemOf = (given: unknown) => buildCommands().safeParse(given).error?.issues[0]?.message;

  it('take lines of shell, and mappings', () => {
    const token = secret('tiger-lily');
    expect(
      buildCommands().parse([
        'npm ci',
        { run: 'make', env: { LEVEL: 3, TOKEN: token }, inputs: 'package-lock.json', outputs: ['dist/'] },
      ]),
    ).toEqual([
      { run: 'npm ci', env: {} },
      {
        run: 'make',
        env: { LEVEL: '3', TOKEN: token },
        inputs: ['package-lock.json'],
        outputs: ['dist/'],
      },
    ]);
  });

  it.each([
    [[''], 'Too small'],
    [[{ command: 'make' }], 'expected'],
    [[{ run: 'make', inputs: ['a'] }], 'needs `outputs:`'],
    [[{ run: 'make', outputs: ['../a'] }], 'inside the repository'],
    [[{ run: 'make', outputs: ['/a'] }], 'inside the repository'],
    [[{ run: 'make', outputs: [] }], 'Too small'],
  ])('refuse %j', (given, says) => {
    expect(problemOf(given)).toContain(says);
  });
});

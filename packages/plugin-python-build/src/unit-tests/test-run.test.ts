import { describe, expect, it } from 'vitest';
import { type FoundTests, testRunOf } from './test-run.js';

const none: FoundTests = { runner: null, start: [], requirements: [], groups: [] };
const pytest: FoundTests = {
  runner: 'pytest',
  start: [],
  requirements: ['shop[test]', 'pytest'],
  groups: [],
};
const unittest: FoundTests = { runner: 'unittest', start: ['-s', 'tests'], requirements: [], groups: [] };

describe('testRunOf', () => {
  it('runs pytest with the test extra of the project', () => {
    expect(testRunOf('shop', pytest, undefined)).toEqual({
      repo: 'shop',
      command: { module: ['pytest', '-q'] },
      requirements: ['shop[test]', 'pytest'],
      groups: [],
    });
  });

  it('runs unittest where the project does not speak of pytest', () => {
    expect(testRunOf('shop', unittest, true)?.command).toEqual({
      module: ['unittest', 'discover', '-s', 'tests'],
    });
  });

  it('runs nothing where there are no tests', () => {
    expect(testRunOf('shop', none, undefined)).toBeUndefined();
  });

  it('runs the command that the plan gives, tests or not, with what it needs', () => {
    const setting = { command: 'make check', packages: ['coverage'] };
    expect(testRunOf('shop', none, setting)).toMatchObject({
      command: { line: 'make check' },
      requirements: ['coverage'],
    });
    expect(testRunOf('shop', pytest, setting)?.requirements).toEqual(['shop[test]', 'pytest', 'coverage']);
  });
});

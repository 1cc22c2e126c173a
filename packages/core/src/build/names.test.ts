import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildName, buildNumber } from './names.js';

describe('the name of a build', () => {
  it('is project, number and commit', () => {
    expect(buildName('example', 1, 'bfda687')).toBe('example_00001_bfda687');
    expect(buildName('example', 123456, 'bfda687')).toBe('example_123456_bfda687');
  });

  it('gives its number, whatever the project is called', () => {
    const project = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/);
    const commit = fc.stringMatching(/^[0-9a-f]{7,40}$/);
    fc.assert(
      fc.property(project, fc.nat({ max: 9_999_999 }), commit, (name, number, id) => {
        expect(buildNumber(name, buildName(name, number, id))).toBe(number);
      }),
    );
  });

  it.each([
    'shop_1_abc',
    'shop_00001',
    'shop_00001_',
    'shop_00001_abc.tar.gz',
    'shop_00001_abc_def',
    'other_00001_abc',
    'shop_x_00001_abc',
    '.shop_00001_abc',
    '',
  ])('is not "%s"', (name) => {
    expect(buildNumber('shop', name)).toBeUndefined();
  });
});

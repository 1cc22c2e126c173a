import { describe, expect, it } from 'vitest';
import { nearestRefs } from './nearest-refs.js';

describe('nearestRefs', () => {
  const known = ['main', 'develop', 'feature/login-page', 'release/1.0', 'v1.0', 'v1.1'];

  it('finds typing errors and parts of names', () => {
    expect(nearestRefs('mian', known)).toEqual(['main']);
    expect(nearestRefs('login', known)[0]).toBe('feature/login-page');
    expect(nearestRefs('v1.2', known)).toEqual(['v1.0', 'v1.1']);
  });

  it('offers nothing that is not alike', () => {
    expect(nearestRefs('zzzz', known)).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import { nearestTo } from './nearest.js';
import { Registry } from './registry.js';

describe('nearestTo', () => {
  it.each([
    ['ngnix', ['nginx', 'node', 'redis'], ['nginx']],
    ['copy-from', ['copy_from', 'plan'], ['copy_from']],
    ['webb', ['web', 'builder'], ['web']],
    ['zebra', ['nginx', 'git'], []],
    ['HTTP_TEST_PATH', ['http_test_path'], ['http_test_path']],
  ])('%s', (name, known, expected) => {
    expect(nearestTo(name, known)).toEqual(expected);
  });
});

describe('Registry', () => {
  it('names both owners of a name that is claimed twice', () => {
    let owner = 'one';
    const registry = new Registry<number>('tool', () => owner);
    registry.register('git', 1);
    owner = 'two';
    expect(() => registry.register('git', 2)).toThrow(/already registered by one; two cannot/);
    expect(registry.get('git')).toBe(1);
  });

  it('answers an unknown name with the nearest known one', () => {
    const registry = new Registry<number>('tool', () => 'core');
    registry.register('nginx', 1);
    expect(() => registry.get('ngnix')).toThrow(/There is no tool named "ngnix"\. Did you mean "nginx"\?/);
  });

  it('chooses the only one, and asks when there are several', () => {
    const registry = new Registry<number>('front server', () => 'core');
    expect(() => registry.choose(undefined, 'Choose.')).toThrow(/No front server is loaded/);
    registry.register('nginx', 1);
    expect(registry.choose(undefined, 'Choose.').value).toBe(1);
    registry.register('caddy', 2);
    expect(() => registry.choose(undefined, 'Choose.')).toThrow(
      expect.objectContaining({ code: 'CHOICE_NEEDED', hint: 'Choose.' }),
    );
    expect(registry.choose('caddy', 'Choose.').value).toBe(2);
  });
});

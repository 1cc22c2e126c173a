import type { Build, Host } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { chooseBuild } from './copy-from.js';
import { isSameBuild } from './sealed-builds.js';

const build = (over: Partial<Build>): Build => ({
  name: 'shop_00001_abc',
  number: 1,
  commit: 'abc',
  createdAt: '2026-01-01T00:00:00.000Z',
  builtBy: { role: 'builder', host: 'builder-1' },
  sources: [],
  platform: {},
  checksum: 'c1',
  ...over,
});
const at = (name: string, over: Partial<Build>) => ({ host: { name } as Host, build: build(over) });

describe('isSameBuild', () => {
  it('knows a copy that its own post-build commands changed', () => {
    expect(isSameBuild(build({}), build({ checksum: 'c2' }))).toBe(true);
  });

  it('does not take two builds of one name for one', () => {
    expect(isSameBuild(build({}), build({ checksum: 'c2', createdAt: '2026-01-02T00:00:00.000Z' }))).toBe(
      false,
    );
    expect(
      isSameBuild(build({}), build({ checksum: 'c2', builtBy: { role: 'builder', host: 'builder-2' } })),
    ).toBe(false);
    expect(isSameBuild(build({}), build({ name: 'shop_00002_abc' }))).toBe(false);
  });
});

describe('chooseBuild', () => {
  const any = { name: undefined, rejected: new Set<string>() };
  const found = [
    at('builder-1', { name: 'b9', number: 9 }),
    at('builder-2', { name: 'b10', number: 10 }),
    at('builder-1', { name: 'b10 later', number: 10, createdAt: '2026-01-03T00:00:00.000Z' }),
  ];

  it('takes the highest number, not the last in the alphabet; of two the later', () => {
    expect(chooseBuild(found, any)).toBe(found[2]);
    expect(chooseBuild(found.slice(0, 2), any)).toBe(found[1]);
  });

  it('takes the one that was asked for', () => {
    expect(chooseBuild(found, { ...any, name: 'b9' })).toBe(found[0]);
    expect(chooseBuild(found, { ...any, name: 'b8' })).toBeUndefined();
  });

  it('passes over what some host was rolled back from, unless it is asked for', () => {
    const rejected = new Set(['b10', 'b10 later']);
    expect(chooseBuild(found, { name: undefined, rejected })).toBe(found[0]);
    expect(chooseBuild(found, { name: 'b10', rejected })).toBe(found[1]);
    expect(chooseBuild(found.slice(1), { name: undefined, rejected })).toBeUndefined();
  });
});

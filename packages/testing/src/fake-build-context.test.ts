import { sh } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { fakeBuildContext } from './fake-build-context.js';
import { fakeHost } from './fake-host.js';
import { fakePostBuildContext } from './fake-post-build-context.js';

describe('fakeBuildContext', () => {
  it('numbers and names the new build after the previous one', () => {
    expect(fakeBuildContext().nameFor('abc')).toBe('shop_00001_abc');
    const context = fakeBuildContext({ previous: { number: 7 }, rejected: ['shop_00006_bad'] });
    expect(context.nameFor('abc')).toBe('shop_00008_abc');
    expect(context.previous?.name).toBe('shop_00007_c0ffee1');
    expect([...context.rejected]).toEqual(['shop_00006_bad']);
  });

  it('makes nothing again if the recipe is the same', () => {
    const previous = { recipe: { commit: 'abc', node: '22' } };
    const context = fakeBuildContext({ previous });
    expect(context.unchanged({ node: '22', commit: 'abc' })).toBe(context.previous);
    expect(context.unchanged({ node: '24', commit: 'abc' })).toBeUndefined();
    expect(context.unchanged({ commit: 'abc' })).toBeUndefined();
    expect(fakeBuildContext({ previous, force: true }).unchanged(previous.recipe)).toBeUndefined();
  });

  it('records what is copied', async () => {
    const context = fakeBuildContext({ previous: {} });
    const from = fakeHost({ name: 'web-2' });
    if (context.previous) await context.copy(context.previous, from);
    expect(context.copies).toEqual([{ build: context.previous, from }]);
  });
});

describe('fakePostBuildContext', () => {
  it('changes the files of a build in `modify` only', async () => {
    const context = fakePostBuildContext({ build: { number: 3 } });
    const file = `${context.buildPath}/app.css`;
    expect(file).toBe('/opt/www/shop/builds/shop_00003_c0ffee1/app.css');
    await context.modify(() => context.remote.write(file, 'small'));
    await context.remote.run(sh`ls ${context.buildPath}`);
    await context.modify(async () => undefined);
    await context.remote.write(file, 'wrong');
    await expect(context.modify(async () => undefined)).rejects.toThrow(
      `${file} was changed outside of \`modify\`: a build is read-only.`,
    );
  });
});

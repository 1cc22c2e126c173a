import { describe, expect, it } from 'vitest';
import type { Build } from '../api/build.js';
import type { BuildSources } from '../api/contexts.js';
import type { Host } from '../api/host.js';
import { Spread, Spreads } from './spread.js';

const host = (name: string) => ({ name }) as Host;
const anyone = () => true;

/** Lends one host after the other, and gives their names; each is held until it is given back. */
function borrower(sources: BuildSources) {
  const held: { source: string; giveBack: () => void }[] = [];
  const borrow = (maySourceBe: (host: Host) => boolean = anyone) =>
    sources.lend(
      maySourceBe,
      (source) =>
        new Promise<void>((resolve) => {
          held.push({ source: source.name, giveBack: resolve });
        }),
    );
  return { held, borrow, lent: () => held.map(({ source }) => source) };
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('a spread', () => {
  it('lends each host to two at once, and makes others wait for the next that is free', async () => {
    const { held, borrow, lent } = borrower(new Spread().sourcesFor(host('builder')));
    void borrow();
    void borrow();
    void borrow();
    await settled();
    expect(lent()).toEqual(['builder', 'builder']);
    held[0]?.giveBack();
    await settled();
    expect(lent()).toHaveLength(3);
  });

  it('lends hosts that got the build in the meantime, those that served least first', async () => {
    const spread = new Spread();
    const { borrow, lent } = borrower(spread.sourcesFor(host('builder')));
    for (let count = 0; count < 5; count++) void borrow();
    await settled();
    spread.add(host('web-1'));
    spread.add(host('web-1'));
    await settled();
    expect(lent()).toEqual(['builder', 'builder', 'web-1', 'web-1']);
    spread.add(host('web-2'));
    await settled();
    expect(lent()).toEqual(['builder', 'builder', 'web-1', 'web-1', 'web-2']);
  });

  it('lends no unreachable host, except the first one', async () => {
    const spread = new Spread();
    spread.add(host('web-1'));
    const { borrow, lent } = borrower(spread.sourcesFor(host('builder')));
    void borrow(() => false);
    void borrow(({ name }) => name === 'web-1');
    void borrow(() => false);
    await settled();
    expect(lent()).toEqual(['builder', 'web-1', 'builder']);
  });

  it('gives a host back when the work failed', async () => {
    const spread = new Spread();
    for (let count = 0; count < 3; count++) {
      await expect(
        spread.sourcesFor(host('builder')).lend(anyone, () => Promise.reject(new Error('broken'))),
      ).rejects.toThrow('broken');
    }
  });
});

describe('spreads', () => {
  it('ignore a copy of a build that was changed after it was copied', async () => {
    const build = (checksum: string) => ({ name: 'shop_00001_abc', checksum }) as Build;
    const spreads = new Spreads();
    const { borrow, lent } = borrower(spreads.sources(build('a'), host('builder')));
    spreads.note(build('b'), host('web-1'));
    spreads.note(build('a'), host('web-2'));
    for (let count = 0; count < 4; count++) void borrow();
    await settled();
    expect(new Set(lent())).toEqual(new Set(['builder', 'web-2']));
  });
});

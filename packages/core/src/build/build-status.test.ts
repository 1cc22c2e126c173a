import { describe, expect, it } from 'vitest';
import type { BuildStatus } from '../api/host-state.js';
import { rejectedBuilds } from './build-status.js';

const NAME = 'shop_00001_abc1234';

/** A host's record of one build, and the hour of it. */
function noted(status: BuildStatus, hour: number) {
  return { builds: { [NAME]: { status, at: `2026-11-23T${String(hour).padStart(2, '0')}:00:00.000Z` } } };
}

describe('a build is rejected', () => {
  it.each([
    ['if the only host that served it was rolled back from it', [noted('rejected', 9)], true],
    [
      'if a host was down then, and has last heard that it served',
      [noted('served', 8), noted('rejected', 9)],
      true,
    ],
    ['in whichever order the hosts are asked', [noted('rejected', 9), noted('served', 8)], true],
    [
      'whatever hosts say that it never served',
      [noted('rejected', 9), noted('ready', 10), noted('failed', 11)],
      true,
    ],
    ['unless it served again later, by its name', [noted('rejected', 9), noted('served', 10)], false],
    ['but not for failing somewhere', [noted('failed', 9)], false],
    ['but not where no host has a record of it', [{ builds: {} }], false],
  ])('%s', (_case, hosts, isBad) => {
    expect(rejectedBuilds(hosts).has(NAME)).toBe(isBad);
  });
});

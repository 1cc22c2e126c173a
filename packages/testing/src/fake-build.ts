import type { Build } from '@fck/core';

/** A build of the project `shop`, sealed and without files. */
export function fakeBuild(given: Partial<Build> = {}): Build {
  const { number = 1, commit = 'c0ffee1' } = given;
  return {
    name: buildNameFor(number, commit),
    number,
    commit,
    createdAt: '2026-01-01T00:00:00Z',
    builtBy: { role: 'web', host: 'web-1' },
    sources: [],
    platform: {},
    checksum: '0'.repeat(64),
    ...given,
  };
}

/** The name of a build of the project `shop`: `shop_00001_c0ffee1`. */
export function buildNameFor(number: number, commit: string): string {
  return `shop_${String(number).padStart(5, '0')}_${commit}`;
}

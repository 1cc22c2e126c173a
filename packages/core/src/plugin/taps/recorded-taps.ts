import type { Hooks } from '../../api/hooks.js';

/** A tap on a hook, and its plugin. */
export interface RecordedTap {
  readonly hook: string;
  readonly plugin: string;
  /** Its name: by convention the plugin's. */
  readonly name: string;
  /** Its position among the hook's taps, in the order in which they run, from 1. */
  readonly position: number;
}

interface AnyTap {
  readonly name: string;
}

/** All taps: hooks in the order of a run, and the taps of one hook in the order in which they run. */
export function tapsOf(hooks: Hooks): RecordedTap[] {
  return Object.entries(hooks).flatMap(([hook, { taps }]: [string, { readonly taps: readonly AnyTap[] }]) =>
    // tapable keeps them sorted by `before` and `stage`; the owner was added at registration.
    taps.map((tap, index) => ({ hook, plugin: ownerOf(tap), name: tap.name, position: index + 1 })),
  );
}

function ownerOf(tap: object): string {
  return 'owner' in tap && typeof tap.owner === 'string' ? tap.owner : 'core';
}

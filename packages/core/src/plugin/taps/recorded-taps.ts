import type { Hooks } from '../../api/hooks.js';

/** A tap on a hook, with the plugin that it belongs to. */
export interface RecordedTap {
  readonly hook: keyof Hooks;
  readonly plugin: string;
  /** The name that it was tapped with: by convention the plugin's. */
  readonly name: string;
  /** Counts from 1: which of the hook's taps it is, in the order in which they fire. */
  readonly position: number;
}

/** All taps: hooks in the order of a run, and those of one hook in the order in which they fire. */
export function tapsOf(hooks: Hooks): RecordedTap[] {
  return (Object.keys(hooks) as (keyof Hooks)[]).flatMap((hook) =>
    // tapable keeps them sorted by `before` and `stage`; the owner was added when they were registered.
    hooks[hook].taps.map((tap, index) => ({
      hook,
      plugin: ownerOf(tap),
      name: tap.name,
      position: index + 1,
    })),
  );
}

function ownerOf(tap: object): string {
  return 'owner' in tap && typeof tap.owner === 'string' ? tap.owner : 'core';
}

import { readFileSync } from 'node:fs';
import type { CoreHooks } from '../../api/hooks.js';
import { once } from '../../once.js';

/** The documentation of a hook for the author of a tap. */
export interface HookDocumentation {
  /** When it fires and what taps do. */
  readonly about: string;
  /** How often: `once a run`, `once a host`. */
  readonly fires: string;
  /** The arguments of a tap, with their types. */
  readonly given: string;
  /** What a tap may return; undefined if the value is ignored. */
  readonly gives?: string | undefined;
  /** How the results of several taps are combined. */
  readonly order: string;
  /** How to tap it. */
  readonly example: string;
}

/** The documentation of every hook, in the order of a run. The file is generated from the comments of {@link CoreHooks}. */
export const hookDocumentation = once(
  (): Readonly<Record<keyof CoreHooks, HookDocumentation>> =>
    JSON.parse(readFileSync(new URL('../../../hook-documentation.json', import.meta.url), 'utf8')),
);

import type { Build, BuildContext, Host, Recipe } from '@fck/core';
import { buildNameFor, fakeBuild } from './fake-build.js';
import { type FakeContextOptions, type FakeHostContext, fakeHostContext } from './fake-context.js';

/** Options of {@link fakeBuildContext}. */
export interface FakeBuildContextOptions extends FakeContextOptions {
  /** Number of the new build. Default: that of the previous one + 1, or 1. */
  readonly number?: number | undefined;
  readonly force?: boolean | undefined;
  /** The previous build. Default: none. */
  readonly previous?: Partial<Build> | undefined;
  /** Names of builds that were rolled back. */
  readonly rejected?: readonly string[] | undefined;
}

/** The context of a builder, with the builds that it copied. */
export interface FakeBuildContext extends FakeHostContext, BuildContext {
  readonly remote: FakeHostContext['remote'];
  readonly state: FakeHostContext['state'];
  /** The builds that were copied to the host, in order. */
  readonly copies: readonly { readonly build: Build; readonly from: Host }[];
}

/**
 * Makes the context of a builder or of a `build` tap.
 *
 * @example
 * const context = fakeBuildContext({ previous: { recipe: { commit: 'abc' } } });
 * expect(await builder.build(context, section)).toBe(context.previous);
 */
export function fakeBuildContext(options: FakeBuildContextOptions = {}): FakeBuildContext {
  const { force = false } = options;
  const last = options.previous && fakeBuild(options.previous);
  const number = options.number ?? (last?.number ?? 0) + 1;
  const previous = force ? undefined : last;
  const copies: { build: Build; from: Host }[] = [];
  return {
    ...fakeHostContext(options),
    number,
    force,
    previous,
    rejected: new Set(options.rejected),
    copies,
    unchanged: (recipe) => (isSameRecipe(previous?.recipe, recipe) ? previous : undefined),
    nameFor: (commit) => buildNameFor(number, commit),
    copy: async (build, from) => void copies.push({ build, from }),
  };
}

function isSameRecipe(before: Recipe | undefined, now: Recipe): boolean {
  if (!before) return false;
  const parts = [...new Set([...Object.keys(before), ...Object.keys(now)])];
  return parts.every((part) => before[part] === now[part]);
}

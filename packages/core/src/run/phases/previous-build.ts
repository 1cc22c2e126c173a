import type { Build, Recipe } from '../../api/build.js';
import type { HostContext } from '../../api/contexts.js';
import type { HostStateData } from '../../api/host-state.js';
import { recipeChanges } from '../../build/recipe.js';

/** The previous build of a role on one of its hosts. */
export interface PreviousBuild {
  /** The newest build that was not rolled back; undefined if there is none. */
  readonly build: Build | undefined;
  /** Whether there is no newer build, not even a rejected one: hosts would be given that. */
  readonly isNewest: boolean;
}

/**
 * Finds the previous build of a role among the builds of a host. A build that a killed run left does not count, though
 * it is sealed: the steps after the build may be missing.
 *
 * @param found newest first
 * @param rejected names of builds that were rolled back from, on any host
 */
export function previousBuild(
  role: string,
  found: readonly Build[],
  { builds: records }: HostStateData,
  rejected: ReadonlySet<string>,
): PreviousBuild {
  const own = found.filter(
    ({ name, builtBy }) => builtBy.role === role && records[name]?.roles?.includes(role) === true,
  );
  const build = own.find(({ name }) => !rejected.has(name));
  return { build, isNewest: build === own[0] };
}

/** The previous build, if it was made by this recipe; reports what it found. */
export function unchangedSince(
  context: HostContext,
  { build, isNewest }: PreviousBuild,
  recipe: Recipe,
): Build | undefined {
  if (build?.recipe === undefined) return undefined;
  const changes = recipeChanges(build.recipe, recipe);
  if (changes.length > 0) {
    context.note(`Changed since ${build.name}: ${changes.join(', ')}.`);
    return undefined;
  }
  if (!isNewest) return undefined;
  context.note(`Nothing changed since ${build.name}: kept.`);
  return build;
}

import type { Build, Recipe } from '../../api/build.js';
import type { HostContext } from '../../api/contexts.js';
import type { HostStateData } from '../../api/host-state.js';
import { recipeChanges } from '../../build/recipe.js';

/** What was built before for a role, as one of its hosts has it. */
export interface PreviousBuild {
  /** The newest build that was not rolled back; undefined if there is none. */
  readonly build: Build | undefined;
  /** Whether there is no newer one, however rejected: hosts would be given that. */
  readonly isNewest: boolean;
}

/**
 * Finds what was built before for a role among the builds of a host. A build that a killed run left is none of them, though
 * it is sealed: what comes after a build may not have been done.
 *
 * @param found newest first
 * @param rejected names of those that were rolled back from, on whichever host
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

/** The previous build, if it was made by this recipe; tells what it found. */
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

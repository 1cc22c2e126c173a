import type { Build, BuildContext } from '@fck/core';
import type { Making } from '../making.js';
import { changedByCommands, type EnvironmentNeeds, needsIn } from './needs.js';

/** The environment of an earlier build. */
export interface EarlierEnvironment {
  readonly build: Build;
  readonly needs: EnvironmentNeeds;
}

/** The environment of the previous build, if it is unchanged and its records are complete. */
export function earlierEnvironment(
  { previous, note }: BuildContext,
  making: Making,
): EarlierEnvironment | undefined {
  const needs = needsIn(previous?.notes ?? {});
  if (!previous || previous.altered || !needs) return undefined;
  if (changedByCommands(previous.notes ?? {})) {
    note(
      `All packages are installed from scratch, since commands of \`after_install\` changed more of ${previous.name} than its folder app/.`,
    );
    return undefined;
  }
  // Names of equal length keep the first lines of scripts as long as pip would make them.
  const fits = previous.name.length === making.workspace.build.split('/').at(-1)?.length;
  return fits ? { build: previous, needs } : undefined;
}

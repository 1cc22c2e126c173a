import { fingerprint } from '@fck/core';
import { z } from 'zod';
import type { Making } from '../making.js';
import { optionsOf } from '../package-sources.js';

/** What `look_at_needs` in `python/fingerprint_environment.py` reports. */
export const foundNeeds = z.lazy(() =>
  z.object({ projects: z.array(z.string()), dependencies: z.string().nullable() }),
);

/** What determines which packages an environment contains beside the projects. */
export interface EnvironmentNeeds {
  /** Names of the packages that the repositories are, sorted. */
  readonly projects: readonly string[];
  /** While it is unchanged, all other packages are, too; null if there are requirements other than packages. */
  readonly dependencies: string | null;
}

/** The needs as a build records them; nothing if they are not conclusive. */
export function notesOf({ projects, dependencies }: EnvironmentNeeds): Record<string, string> {
  return dependencies === null ? {} : { projects: projects.join(' '), dependencies };
}

/** What a build records if commands of `after_install` changed its packages. */
export const CHANGED_BY_COMMANDS: Readonly<Record<string, string>> = { after_install: 'changed packages' };

/** Whether commands of `after_install` changed the packages of a build. */
export function changedByCommands(notes: Readonly<Record<string, string>>): boolean {
  return notes['after_install'] !== undefined;
}

/** The needs that a build recorded, if any. */
export function needsIn(notes: Readonly<Record<string, string>>): EnvironmentNeeds | undefined {
  const { projects, dependencies } = notes;
  if (projects === undefined || dependencies === undefined) return undefined;
  return { projects: projects.split(' ').filter((name) => name !== ''), dependencies };
}

/** Everything beside the packaged repositories that decides what is installed, for `look_at_needs`. */
export function settingsOf({ plan, recipe, reference, lock }: Making) {
  return {
    files: [...plan.requirements, ...plan.constraints].map((file) => `${reference.path}/${file}`),
    settings: [
      fingerprint([
        [
          plan.requirements,
          plan.constraints,
          plan.extras,
          plan.installer,
          [...optionsOf(plan.packages), ...plan.pip_options],
          lock?.file,
        ],
        [recipe['interpreter'], recipe['build tools'], recipe['way of building']],
      ]),
    ],
  };
}

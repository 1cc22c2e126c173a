import { type BuildContext, type Command, fingerprint, sh } from '@fck/core';
import { z } from 'zod';
import { type Making, requirementFiles } from '../making.js';

const answer = z.object({ projects: z.array(z.string()), dependencies: z.string().nullable() });

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

/** The needs that a build recorded, if any. */
export function needsIn(notes: Readonly<Record<string, string>>): EnvironmentNeeds | undefined {
  const { projects, dependencies } = notes;
  if (projects === undefined || dependencies === undefined) return undefined;
  return { projects: projects.split(' '), dependencies };
}

/** Looks up what the packaged repositories need. */
export async function lookAtNeeds({ remote }: BuildContext, making: Making): Promise<EnvironmentNeeds> {
  return answer.parse(JSON.parse(await remote.query(needsCommand(making))));
}

function needsCommand(making: Making): Command {
  const { plan, recipe, repos, tools, workspace } = making;
  const { requirements, constraints } = requirementFiles(making);
  const settings = fingerprint([
    [plan.requirements, plan.constraints, plan.extras, plan.pip_options],
    [recipe['interpreter'], recipe['build tools'], recipe['way of building']],
  ]);
  const words = [
    ...[...requirements, ...constraints].flatMap((file) => ['--file', file]),
    ...repos.flatMap((repo) => ['--dist', workspace.distOf(repo)]),
  ];
  return sh`${tools.python} -Es ${workspace.program('fingerprint_environment')} --setting ${settings} ${words}`;
}

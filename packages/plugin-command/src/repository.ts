import type { Role, Sources, Validation } from '@fck/core';
import type { BuildCommand } from './build-sections.js';

/** The repository that a command works in: the one that it names, or the only one of the project. */
export function repoOf({ repo }: Pick<BuildCommand, 'repo'>, names: readonly string[]): string {
  const found = repo ?? names[0];
  // `checkRepo` refuses it before any host is touched.
  if (found === undefined) throw new Error('The project has no repositories.');
  return found;
}

/** Reports a repository that the project does not have, and several of which none is named. */
export function checkRepo(
  { report, project }: Validation,
  role: Role,
  { repo }: Pick<BuildCommand, 'repo'>,
  sources: Sources,
): void {
  const names = sources.names(project);
  if (repo !== undefined ? names.includes(repo) : names.length === 1) return;
  report({
    message:
      repo === undefined
        ? `The build command of role "${role.name}" works in one repository, and the project has ${names.length}.`
        : `The build command of role "${role.name}" names the repository "${repo}", which is not among the project's.`,
    hint:
      names.length === 0
        ? 'Add it under `repos:` of the project.'
        : `Name one: \`command: {repo: …, run: …}\`. Known here: ${names.join(', ')}.`,
    where: role.document.placeOf(['build', 'command', ...(repo === undefined ? [] : ['repo'])]),
  });
}

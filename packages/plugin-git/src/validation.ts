import {
  type ConfigProblem,
  type FckError,
  nearestTo,
  type Project,
  type Role,
  type Validation,
} from '@fck/core';
import { planAccess } from './access-plan.js';
import { gitErrors } from './errors.js';
import { LocalRepository } from './local-git.js';
import { type Repository, repositoriesOf } from './repository.js';
import type { GitSections } from './sections.js';

/**
 * Reports all problems with repositories, clones and their keys before any host is touched. Key files are read only when
 * they are installed: users who only look at hosts, or build on hosts with a key, need not have them.
 *
 * @param machine whether this machine has the repositories that the configuration names by their paths
 */
export async function validateGit(
  validation: Validation,
  sections: GitSections,
  machine: { readonly hasRepositories: boolean },
): Promise<void> {
  const { project } = validation;
  const repositories = repositoriesOf(project, sections);
  const problems = [
    ...(machine.hasRepositories ? await pathProblems(project, repositories) : []),
    ...folderProblems(project, repositories),
    ...project.roles.flatMap((role) => roleProblems(project, role, sections, repositories)),
  ];
  for (const problem of problems) validation.report(problem);
}

async function pathProblems(project: Project, repositories: readonly Repository[]): Promise<ConfigProblem[]> {
  const found = await Promise.all(
    repositories.map(async ({ name, origin, ref }): Promise<ConfigProblem[]> => {
      if (origin.kind !== 'path') return [];
      const flaw = await new LocalRepository(origin.path).whyNotSendable(ref);
      if (!flaw) return [];
      const where = project.document.placeOf(['repos', name, 'path']);
      return [{ ...asProblem(gitErrors.local(name, origin.path, flaw)), where }];
    }),
  );
  return found.flat();
}

/** Two repositories in one folder would overwrite each other at every build. */
function folderProblems(project: Project, repositories: readonly Repository[]): ConfigProblem[] {
  return repositories.flatMap((repository, index) => {
    const first = repositories.slice(0, index).find(({ dir }) => dir === repository.dir);
    if (!first) return [];
    return [
      {
        message: `The repositories "${first.name}" and "${repository.name}" would both be cloned to the folder "${repository.dir}".`,
        hint: 'Give one of them another `dir:`.',
        where: project.document.placeOf(['repos', repository.name, 'dir']),
      },
    ];
  });
}

function roleProblems(
  project: Project,
  role: Role,
  sections: GitSections,
  repositories: readonly Repository[],
): ConfigProblem[] {
  const wanted = sections.git.of(role);
  if (!wanted) return [];
  const known = repositories.map(({ name }) => name);
  const unknown = (wanted.clone ?? []).filter((name) => name !== '__all__' && !known.includes(name));
  const keyless = wanted.install_key_file
    ? planAccess(sections.keys.of(project) ?? {}, repositories).filter(({ key }) => !key)
    : [];
  return [
    ...unknown.map((name) => ({
      ...asProblem(gitErrors.unknownRepo(name, nearestFirst(name, known))),
      where: role.document.placeOf(['provision', 'git', 'clone']),
    })),
    ...keyless.map(({ host }) => ({
      ...asProblem(gitErrors.noKey(host)),
      where: role.document.placeOf(['provision', 'git', 'install_key_file']),
    })),
  ];
}

function nearestFirst(name: string, known: readonly string[]): readonly string[] {
  const near = nearestTo(name, known);
  return [...near, ...known.filter((other) => !near.includes(other))];
}

function asProblem({ message, hint }: FckError): ConfigProblem {
  return { message, hint };
}

import { type ProvisionContext, sh } from '@fck/core';
import { accessFiles } from './access-files.js';
import { planAccess } from './access-plan.js';
import { checkOut } from './checkout.js';
import { findClone } from './clone.js';
import { declareConfig, declareHostKeys, declareKey } from './key-steps.js';
import { type Repository, repositoriesOf } from './repository.js';
import type { GitSections } from './sections.js';

/** Declares the steps of `provision: git:`: git itself, access to the git hosts, and the clones. */
export async function provisionGit(context: ProvisionContext, sections: GitSections): Promise<void> {
  const wanted = sections.git.of(context.role);
  if (!wanted) return;
  const repositories = repositoriesOf(context.project, sections);
  context.tool('git');
  await declareAccess(context, sections, repositories, wanted.install_key_file);
  for (const repository of cloned(repositories, wanted.clone ?? [])) declareClone(context, repository);
}

/** The repositories that `clone:` names; `__all__` means all. */
export function cloned(repositories: readonly Repository[], names: readonly string[]): readonly Repository[] {
  return names.includes('__all__') ? repositories : repositories.filter(({ name }) => names.includes(name));
}

async function declareAccess(
  context: ProvisionContext,
  sections: GitSections,
  repositories: readonly Repository[],
  installKeys: boolean,
): Promise<void> {
  const hosts = planAccess(sections.keys.of(context.project) ?? {}, repositories);
  if (hosts.length === 0) return;
  const { home } = await context.remote.facts();
  const access = { context, files: accessFiles(home, context.project.name) };
  context.tool('ssh');
  for (const git of hosts) {
    if (installKeys) await declareKey(access, git);
    for (const port of git.ports) declareHostKeys(access, git, port);
  }
  declareConfig(access, hosts, installKeys);
}

/** An existing clone stays unchanged: a build that needs it updates it. */
function declareClone(context: ProvisionContext, repository: Repository): void {
  const { origin } = repository;
  const git = sh`git --git-dir="$at"/.git`;
  const isCloned = sh`${git} rev-parse --verify --quiet HEAD`;
  const isIt =
    origin.kind === 'url'
      ? sh`[ "$(${git} remote get-url origin)" = ${origin.url.text} ] && ${isCloned}`
      : isCloned;
  context.declare({
    name: `clone of ${repository.name}`,
    check: (remote) =>
      remote.test(sh`${findClone(context, repository)}
${isIt}`),
    async apply() {
      await checkOut(context, repository, repository.ref);
    },
    after: '*',
  });
}

import type { BuildContext, Checkout } from '@fck/core';
import { chooseDependencies, type Dependencies } from './dependencies/choose-dependencies.js';
import { buildErrors } from './errors.js';
import type { Plan } from './plan-schema.js';
import { foldersWithProjects, lookAtRepo, type RepoContents } from './repo-contents.js';

/** The contents of a plan's repositories, and what is installed for them. */
export interface FoundRepos {
  /** In the order of the checkouts. */
  readonly contents: readonly RepoContents[];
  /** Names of those that are packages. */
  readonly packages: readonly string[];
  readonly dependencies: Dependencies;
}

/**
 * Inspects the repositories of a plan. Each has to be a package; only the reference repository may be an application that says
 * what it needs in another way.
 *
 * @throws FckError `PYTHON_NO_PROJECT` for the first that is neither
 */
export async function lookAtRepos(
  context: BuildContext,
  plan: Plan,
  checkouts: readonly Checkout[],
  reference: Checkout,
): Promise<FoundRepos> {
  const contents = await Promise.all(checkouts.map((checkout) => lookAtRepo(context, checkout)));
  const found = checkouts.map((checkout, index) => ({ checkout, contents: contents[index] }));
  let dependencies: Dependencies | undefined;
  for (const { checkout, contents } of found) {
    if (!contents) continue;
    const isReference = checkout === reference;
    if (isReference) dependencies = chooseDependencies(plan, contents);
    if (isReference ? !dependencies : !contents.isPackage)
      throw buildErrors.notAProject(
        checkout,
        contents,
        isReference ? undefined : reference.repo,
        await foldersWithProjects(context, checkout),
      );
  }
  return {
    contents,
    packages: found.flatMap(({ checkout, contents }) => (contents?.isPackage ? checkout.repo : [])),
    dependencies: dependencies ?? { kind: 'plan' },
  };
}

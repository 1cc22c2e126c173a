import { type BuildContext, type Checkout, sh } from '@fck/core';
import { buildErrors } from './errors.js';
import type { Making } from './making.js';
import { packageSourcesOf } from './package-sources.js';
import { pipEnvironment } from './pip-environment.js';
import { lookAtRepo, type RepoContents } from './repo-contents.js';

/**
 * Makes sure that pip can install every repository.
 *
 * @returns what is in each
 * @throws FckError `PYTHON_NO_PROJECT` for the first that is not.
 */
export async function refuseOtherRepos(
  context: BuildContext,
  checkouts: readonly Checkout[],
): Promise<readonly RepoContents[]> {
  const found = await Promise.all(checkouts.map((checkout) => lookAtRepo(context, checkout)));
  for (const [index, checkout] of checkouts.entries()) {
    const contents = found[index];
    if (contents && !contents.isProject) throw buildErrors.notAProject(checkout, contents);
  }
  return found;
}

/**
 * Copies a checkout and makes its sdist, and a wheel of that sdist, with the backend that its pyproject.toml names, or with
 * setuptools if it names none. The tests use the copy later.
 *
 * @throws FckError `COMMAND_FAILED` if the backend fails.
 */
export async function makeDistributions(
  { remote }: BuildContext,
  checkout: Checkout,
  { workspace, tools, plan, reference }: Making,
): Promise<void> {
  const sources = packageSourcesOf(plan.pip_options);
  const copy = workspace.copyOf(checkout.repo);
  const dist = workspace.distOf(checkout.repo);
  await remote.run(
    sh`mkdir -p -- ${copy} ${dist} && cp -a -- ${checkout.path}/. ${copy} && ${tools.python} ${workspace.program('make_distributions')} ${copy} ${dist} ${tools.backends} ${sources.words}`,
    {
      title: `make sdist and wheel of ${checkout.repo}`,
      // Options may name folders of the repository, and its copy may not exist yet.
      cwd: reference.path,
      env: { ...pipEnvironment, ...sources.env },
    },
  );
}

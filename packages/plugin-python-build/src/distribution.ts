import type { BuildContext, Checkout } from '@fck/core';
import { buildErrors } from './errors.js';
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

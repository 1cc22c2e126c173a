import { type BuildContext, type Checkout, sh } from '@fck/core';
import { buildErrors } from './errors.js';
import { pipEnvironment } from './pip-environment.js';
import type { Workspace } from './workspace.js';

/**
 * Copies a checkout and makes its sdist with the backend that its pyproject.toml names; setuptools, if there is none.
 * The copy stays for the tests.
 *
 * @throws FckError `PYTHON_NO_PROJECT` if pip could not install such a repository, `COMMAND_FAILED` if its backend fails.
 */
export async function makeSdist(context: BuildContext, checkout: Checkout, workspace: Workspace, tools: string): Promise<void> {
  const { remote } = context;
  const projectFiles = ['pyproject.toml', 'setup.py'].map((file) => remote.exists(`${checkout.path}/${file}`));
  if (!(await Promise.all(projectFiles)).includes(true)) throw buildErrors.notAProject(checkout.repo, checkout.commit);

  const copy = workspace.copyOf(checkout.repo);
  const sdists = workspace.sdistOf(checkout.repo);
  await remote.run(
    sh`mkdir -p -- ${copy} ${sdists} && cp -a -- ${checkout.path}/. ${copy} && ${tools} -m build --sdist --outdir ${sdists} ${copy}`,
    { title: `make the sdist of ${checkout.repo}`, env: pipEnvironment },
  );
}

import { type BuildContext, type Checkout, freshFolder, sh } from '@fck/core';
import { allDone } from '../all-done.js';
import { makeDistributions } from '../distribution.js';
import type { Making } from '../making.js';
import { cloneEnvironment, earlierEnvironment } from './clone.js';
import { installAll, installProjects } from './install.js';
import { type EnvironmentNeeds, lookAtNeeds } from './needs.js';

/**
 * Packages the repositories and installs them with their dependencies. If the previous build has the same dependencies, its
 * environment is copied, and only the repositories are installed.
 *
 * @returns the dependencies, which the next build compares
 */
export async function layEnvironment(
  context: BuildContext,
  making: Making,
  checkouts: readonly Checkout[],
): Promise<EnvironmentNeeds> {
  const earlier = earlierEnvironment(context, making);
  const virtualenv = () => context.step('virtualenv', () => makeVirtualenv(context, making));
  const clone = async () =>
    earlier !== undefined &&
    (await context.step('clone the environment', () => cloneEnvironment(context, making, earlier)));
  // Packaging takes longest, so the environment is copied meanwhile, before it is known whether the copy can be used.
  const [isCopied] = await allDone([
    clone(),
    ...checkouts.map((checkout) =>
      context.step(`package ${checkout.repo}`, () => makeDistributions(context, checkout, making)),
    ),
  ]);
  const needs = await lookAtNeeds(context, making);
  const suits = isCopied && isSame(needs, earlier?.needs);
  if (!suits) await virtualenv();
  await context.step('pip install', () =>
    suits ? installProjects(context, making) : installAll(context, making),
  );
  return needs;
}

function isSame(needs: EnvironmentNeeds, others: EnvironmentNeeds | undefined): boolean {
  const { projects, dependencies } = needs;
  return (
    dependencies !== null &&
    dependencies === others?.dependencies &&
    projects.join() === others.projects.join()
  );
}

/** Makes the virtualenv that becomes the build. It gets no pip, since nothing is installed into a sealed build. */
async function makeVirtualenv({ remote }: BuildContext, { interpreter, workspace }: Making): Promise<void> {
  await remote.run(
    sh`${freshFolder(workspace.build)} && ${interpreter.executable} -Es -m venv --without-pip ${workspace.build}`,
    { title: `make the virtualenv of ${workspace.build}` },
  );
}

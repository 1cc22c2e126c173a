import { type BuildContext, type BuildDraft, type Checkout, messageOf, sh } from '@fck/core';
import { allDone } from './all-done.js';
import { makeDistributions, refuseOtherRepos } from './distribution.js';
import { compileBytecode, installAll, makeVirtualenv } from './install.js';
import { lookAtInterpreter } from './interpreter.js';
import type { Plan } from './plan-schema.js';
import { reposOf } from './planned-repos.js';
import { toolEnvironment } from './tool-environment.js';
import { runTests } from './unit-tests/run-tests.js';
import { type Workspace, workspaceFor } from './workspace.js';

/**
 * Makes a build as a plan says: newest sources, a fresh virtualenv, an sdist and a wheel of each repository, one pip call
 * that installs them, unit tests, bytecode. A failed build leaves nothing behind.
 */
export async function buildFromPlan(context: BuildContext, plan: Plan): Promise<BuildDraft> {
  const interpreter = await lookAtInterpreter(context, plan.interpreter);
  const checkouts = await checkOutAll(context, plan);
  await refuseOtherRepos(context, checkouts);
  const reference = referenceOf(checkouts, plan);
  const commit = reference.commit.slice(0, 7);
  const name = context.nameFor(commit);
  const workspace = workspaceFor(context.paths, context.role.name, name);
  const repos = checkouts.map(({ repo }) => repo);

  const tools = await toolEnvironment(context, interpreter);
  await inWorkspace(context, workspace, async () => {
    await context.step('virtualenv', () => makeVirtualenv(context, interpreter, workspace));
    await allDone(
      checkouts.map((checkout) =>
        context.step(`package ${checkout.repo}`, () =>
          makeDistributions(context, checkout, workspace, tools),
        ),
      ),
    );
    await context.step('pip install', () =>
      installAll(context, workspace, { plan, repos, referenceRepo: reference.repo, tools }),
    );
    if (plan.tests !== false) {
      await context.step('unit tests', () =>
        runTests(context, { repos, setting: plan.tests, interpreter, workspace, tools }),
      );
    }
    await context.step('bytecode', () => compileBytecode(context, interpreter, workspace));
  });
  return {
    name,
    commit,
    sources: checkouts.map((checkout) => ({
      repo: checkout.repo,
      commit: checkout.commit,
      ref: checkout.ref,
    })),
    content: interpreter.library,
    platform: { python: interpreter.version, interpreter: interpreter.executable },
  };
}

async function checkOutAll(context: BuildContext, plan: Plan): Promise<Checkout[]> {
  const sources = context.fck.sources.choose(
    undefined,
    'Load one plugin only that brings a source of code.',
  ).value;
  const repos = reposOf(plan, sources, context.project);
  return allDone(
    repos.map((repo) => context.step(`checkout ${repo}`, () => sources.checkout(context, repo))),
  );
}

function referenceOf(checkouts: readonly Checkout[], plan: Plan): Checkout {
  const [first] = checkouts;
  const reference = checkouts.find(({ repo }) => repo === plan.reference_repo) ?? first;
  // Plans without repositories are refused before any host is touched.
  if (!reference) throw new Error('The build plan has no repositories.');
  return reference;
}

/** Works with fresh temporary folders, which are removed whatever happens; of a failed build, its folder too. */
async function inWorkspace(
  context: BuildContext,
  workspace: Workspace,
  work: () => Promise<void>,
): Promise<void> {
  const remove = (...folders: readonly string[]) =>
    context.remote.run(sh`rm -rf -- ${folders}`, { title: 'remove temporary folders' });
  await remove(workspace.folder);
  try {
    await work();
  } catch (thrown) {
    await remove(workspace.folder, workspace.build).catch((failure) => {
      context.warn(`What is left of the failed build could not be removed: ${messageOf(failure)}`);
    });
    throw thrown;
  }
  await remove(workspace.folder);
}

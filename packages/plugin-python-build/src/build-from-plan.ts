import type { Build, BuildContext, BuildDraft, Checkout } from '@fck/core';
import { environmentOf, isFckError, sh } from '@fck/core';
import { allDone } from './all-done.js';
import { putApplication, WORKING_DIRECTORY } from './application.js';
import { afterInstall, planAfterInstall } from './commands/after-install.js';
import { beforeInstall } from './commands/before-install.js';
import type { PostBuildCommand } from './commands/post-build.js';
import type { Dependencies } from './dependencies/choose-dependencies.js';
import { componentsOf } from './dependencies/components.js';
import { madeWith } from './dependencies/made-with.js';
import { compileBytecode } from './environment/bytecode.js';
import { type LaidEnvironment, layEnvironment } from './environment/lay-environment.js';
import { CHANGED_BY_COMMANDS, notesOf } from './environment/needs.js';
import { buildErrors } from './errors.js';
import { hidePaths } from './hidden-paths.js';
import { withCredentials } from './index-credentials.js';
import { lookAtInterpreter } from './interpreter.js';
import { lookAtRepos } from './look-at-repos.js';
import type { Making } from './making.js';
import { interpreterOfBuild, managedInterpreter } from './managed-python.js';
import { packageSourcesOf } from './package-sources.js';
import type { Plan } from './plan-schema.js';
import { reposOf } from './planned-repos.js';
import { recipeOf } from './recipe.js';
import type { RepoContents } from './repo-contents.js';
import { type BuildTools, toolEnvironment } from './tool-environment.js';
import { runTests, testedRepos } from './unit-tests/run-tests.js';
import { withWheelhouse } from './wheelhouse.js';
import { inWorkspace, workspaceFor } from './workspace.js';

/**
 * Makes a build from a plan: newest sources, a virtualenv, a wheel of each repository, pip, unit tests,
 * bytecode. If a step fails, the build is removed. If the recipe equals that of the previous build, the previous build is kept.
 */
export async function buildFromPlan(
  context: BuildContext,
  given: Plan,
  postBuild: readonly PostBuildCommand[],
): Promise<BuildDraft | Build> {
  const [system, checkouts, plan] = await allDone([
    given.managed_python === false ? lookAtInterpreter(context, given.interpreter) : undefined,
    checkOutAll(context, given),
    withWheelhouse(context, given),
  ]);
  hidePaths(context.fck, plan);
  const reference = referenceOf(checkouts, plan);
  const interpreter = system ?? (await managedInterpreter(context, plan, reference.path));
  const { contents, packages, dependencies } = await lookAtRepos(context, plan, checkouts, reference);
  const tools = await toolEnvironment(context, interpreter, {
    options: packageSourcesOf(context, plan),
    packages: plan.packages,
    folder: reference.path,
  });
  const recipe = recipeOf({
    plan,
    checkouts,
    contents,
    interpreter,
    tools,
    postBuild,
    environment: plan.after_install.length > 0 ? environmentOf(context) : undefined,
  });
  const kept = context.unchanged(recipe);
  if (kept) return kept;
  warnOfDatabases(context, checkouts, contents);

  const commit = reference.commit.slice(0, 7);
  const name = context.nameFor(commit);
  const workspace = workspaceFor(context.paths, context.role.name, name, checkouts);
  const repos = checkouts.map(({ repo }) => repo);
  const hasApp = plan.app ?? !packages.includes(reference.repo);
  const making = {
    plan: dependencies.kind === 'requirements' ? { ...plan, requirements: [dependencies.file] } : plan,
    recipe,
    repos,
    packages,
    hasApp,
    lock: dependencies.kind === 'lock' ? dependencies : undefined,
    reference,
    interpreter,
    tools,
    workspace,
  };
  if (plan.groups.length > 0 && !making.lock)
    throw buildErrors.groupsWithoutLock(reference.repo, plan.groups);
  tellDependencies(context, making, dependencies);
  const { needs, changesPackages, ...recorded } = await inWorkspace(context, workspace, async () => {
    if (context.force) await forgetEnvironments(context, tools);
    const prepared = await beforeInstall(context, making, checkouts);
    return withCredentials(context, plan.packages, () =>
      install(context, { ...making, reference: referenceOf(prepared, plan) }, prepared),
    );
  });
  return {
    name,
    commit,
    sources: checkouts.map(({ repo, commit, ref }) => ({ repo, commit, ref })),
    recipe,
    notes: { ...notesOf(needs), ...(changesPackages ? CHANGED_BY_COMMANDS : {}) },
    ...recorded,
    content: interpreter.library,
    ...(hasApp ? { workingDirectory: WORKING_DIRECTORY } : {}),
    platform: { python: interpreter.version, interpreter: interpreterOfBuild(interpreter) },
  };
}

/**
 * Installs and tests everything in the folder of the build.
 *
 * @returns what the build records
 */
async function install(context: BuildContext, making: Making, checkouts: readonly Checkout[]) {
  const laid = await lay(context, making, checkouts);
  if (making.hasApp && !laid.isCompiled) await putApplication(context, making);
  const changesPackages = await afterInstall(context, making, laid);
  await testAndCompile(context, making, laid);
  const [components, tools] = await Promise.all([
    componentsOf(context, making, laid),
    madeWith(context, making, laid),
  ]);
  return { needs: laid.needs, changesPackages, components, madeWith: tools };
}

async function lay(
  context: BuildContext,
  making: Making,
  checkouts: readonly Checkout[],
): Promise<LaidEnvironment> {
  try {
    return await layEnvironment(context, making, { checkouts, tested: testedRepos(making) });
  } catch (thrown) {
    if (isFckError(thrown) && thrown.code === 'PLAN_UNKNOWN') await planAfterInstall(context, making);
    throw thrown;
  }
}

/** Warns of databases beside the code: builds are read-only, and the application fails only when it writes to them. */
function warnOfDatabases(
  context: BuildContext,
  checkouts: readonly Checkout[],
  contents: readonly RepoContents[],
): void {
  for (const [index, { databases }] of contents.entries()) {
    if (databases.length === 0) continue;
    context.warn(
      `The repository "${checkouts[index]?.repo}" holds a database of SQLite (${databases.join(', ')}). A build is read-only, and the next one does not have what was written to this one: name a database outside of it, such as /var/lib/${context.project.name}/db.sqlite3.`,
    );
  }
}

/** Says from where the dependencies come, unless it is from the packages themselves. */
function tellDependencies(
  { note }: BuildContext,
  { reference: { repo }, plan, hasApp }: Making,
  dependencies: Dependencies,
): void {
  if (dependencies.kind === 'plan') return;
  const more = [...plan.groups, ...plan.extras];
  const what = `${dependencies.file} is installed${more.length > 0 ? ` with ${more.join(', ')}` : ''}`;
  const where = hasApp ? `, and the files of "${repo}" are put into ${WORKING_DIRECTORY}/` : ` for "${repo}"`;
  const ignored = dependencies.kind === 'lock' ? dependencies.ignored : [];
  note(`${what}${where}.${ignored.length > 0 ? ` ${ignored.join(', ')} in it is ignored.` : ''}`);
}

async function testAndCompile(context: BuildContext, making: Making, laid: LaidEnvironment): Promise<void> {
  const works: Promise<void>[] = [];
  if (!laid.isCompiled || making.plan.after_install.length > 0)
    works.push(context.step('bytecode', () => compileBytecode(context, making)));
  if (making.plan.tests !== false)
    works.push(context.step('unit tests', () => runTests(context, making, laid)));
  await allDone(works);
}

/** A forced build uses the newest version of everything. */
async function forgetEnvironments({ remote }: BuildContext, { backends, tests }: BuildTools): Promise<void> {
  await remote.run(sh`rm -rf -- ${[backends, tests]}`, {
    title: 'forget build backends and test environments',
  });
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

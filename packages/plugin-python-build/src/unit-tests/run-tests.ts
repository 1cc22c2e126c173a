import { type BuildContext, isFckError, sh, userCommand } from '@fck/core';
import { buildErrors } from '../errors.js';
import type { Making } from '../making.js';
import { packageSourcesOf } from '../package-sources.js';
import { pipEnvironment, pythonEnvironment } from '../pip-environment.js';
import { type FoundTests, foundTests, type TestRun, testRunOf } from './test-run.js';

/**
 * Runs the unit tests of a plan's repositories against the installed packages, in a virtualenv on top of the build's.
 *
 * @param projects names of the packages that the repositories are
 * @throws FckError `TESTS_FAILED` with the end of their output; `TESTS_MISSING` if the plan requires tests and there are none.
 */
export async function runTests(
  context: BuildContext,
  making: Making,
  projects: readonly string[],
): Promise<void> {
  const runs = await findRuns(context, making);
  if (runs.length === 0) {
    context.note('No unit tests were found: the build is untested.');
    return;
  }
  const folder = `${making.tools.tests}/${context.role.name}`;
  await prepareTests(context, making, { runs, folder, projects });
  for (const run of runs) await runOne(context, making, run, folder);
}

async function findRuns(context: BuildContext, making: Making): Promise<TestRun[]> {
  const { repos, plan } = making;
  const setting = plan.tests;
  const tested = typeof setting === 'object' ? (setting.repos ?? repos) : repos;
  const runs = await Promise.all(
    tested.map(async (repo) => testRunOf(repo, await findTests(context, making, repo), setting)),
  );
  const missing = runs.indexOf(undefined);
  if (setting === true && missing !== -1) throw buildErrors.noTests(tested[missing] ?? '');
  return runs.filter((run) => run !== undefined);
}

async function findTests(
  { remote }: BuildContext,
  { tools, workspace }: Making,
  repo: string,
): Promise<FoundTests> {
  const answer = await remote.query(
    sh`${tools.python} -Es ${workspace.program('find_tests')} ${workspace.copyOf(repo)} ${workspace.distOf(repo)}`,
  );
  return foundTests.parse(JSON.parse(answer));
}

/**
 * Makes the virtualenv of the tests: it sees the build's packages, and packages installed into it do not get into the build. It
 * is reused by later builds.
 */
async function prepareTests(
  { remote }: BuildContext,
  { plan, interpreter, workspace, tools, reference }: Making,
  { runs, folder, projects }: { runs: readonly TestRun[]; folder: string; projects: readonly string[] },
): Promise<void> {
  const sources = packageSourcesOf(plan.pip_options);
  const wanted = [
    ...new Set(runs.flatMap((run) => run.requirements)),
    ...runs.flatMap((run) =>
      run.groups.flatMap((group) => ['--group', `${workspace.copyOf(run.repo)}/pyproject.toml:${group}`]),
    ),
  ];
  const library = `${workspace.build}/${interpreter.library}`;
  await remote.run(
    sh`${tools.python} ${workspace.program('prepare_tests')} ${interpreter.executable} ${folder} ${library} ${projects.join(',')} ${wanted.length > 0 ? [...sources.words, ...wanted] : []}`,
    {
      title: 'install what the tests need',
      cwd: workspace.copyOf(reference.repo),
      env: { ...pipEnvironment, ...sources.env },
    },
  );
}

async function runOne(
  context: BuildContext,
  { workspace }: Making,
  run: TestRun,
  folder: string,
): Promise<void> {
  const command = 'line' in run.command ? userCommand(run.command.line) : sh`python -m ${run.command.module}`;
  try {
    await context.remote.run(
      sh`PATH=${folder}/bin:${workspace.build}/bin:"$PATH"; export PATH
${command}`,
      {
        title: `test ${run.repo}`,
        cwd: workspace.copyOf(run.repo),
        // Importing must not write into the build.
        env: { ...pythonEnvironment, VIRTUAL_ENV: folder, PYTHONDONTWRITEBYTECODE: '1' },
      },
    );
  } catch (thrown) {
    if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') throw thrown;
    throw buildErrors.testsFailed(run.repo, context.host.name, thrown);
  }
}

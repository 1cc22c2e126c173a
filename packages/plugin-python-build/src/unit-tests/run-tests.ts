import { type BuildContext, isFckError, sh, userCommand } from '@fck/core';
import type { LaidEnvironment } from '../environment/lay-environment.js';
import { buildErrors } from '../errors.js';
import type { Making } from '../making.js';
import { packageSourcesOf } from '../package-sources.js';
import { pipEnvironment, pythonEnvironment } from '../pip-environment.js';
import { type FoundTests, type TestRun, testRunOf } from './test-run.js';

/**
 * Runs the unit tests of a plan's repositories against the installed packages, in a virtualenv on top of the build's.
 *
 * @throws FckError `TESTS_FAILED` with the end of their output; `TESTS_MISSING` if the plan requires tests and there are none.
 */
export async function runTests(
  context: BuildContext,
  making: Making,
  { needs: { projects }, tests }: LaidEnvironment,
): Promise<void> {
  const runs = findRuns(making, tests);
  if (runs.length === 0) {
    context.note('No unit tests were found: the build is untested.');
    return;
  }
  const folder = `${making.tools.tests}/${context.role.name}`;
  await prepareTests(context, making, { runs, folder, projects });
  for (const run of runs) await runOne(context, making, run, folder);
}

/** The repositories whose tests a plan runs, where they have some. */
export function testedRepos({ repos, plan }: Pick<Making, 'repos' | 'plan'>): readonly string[] {
  if (plan.tests === false) return [];
  return typeof plan.tests === 'object' ? (plan.tests.repos ?? repos) : repos;
}

function findRuns(making: Making, tests: ReadonlyMap<string, FoundTests>): TestRun[] {
  const setting = making.plan.tests;
  const tested = testedRepos(making);
  const runs = tested.map((repo) => {
    const found = tests.get(repo);
    return found && testRunOf(repo, found, setting);
  });
  const missing = runs.indexOf(undefined);
  if (setting === true && missing !== -1) throw buildErrors.noTests(tested[missing] ?? '');
  return runs.filter((run) => run !== undefined);
}

/**
 * Makes the virtualenv of the tests: it sees the build's packages, and packages installed into it do not get into the build. It
 * is reused by later builds.
 */
async function prepareTests(
  context: BuildContext,
  { plan, interpreter, workspace, tools, reference }: Making,
  { runs, folder, projects }: { runs: readonly TestRun[]; folder: string; projects: readonly string[] },
): Promise<void> {
  const sources = packageSourcesOf(context, plan);
  const wanted = [
    ...new Set(runs.flatMap((run) => run.requirements)),
    ...runs.flatMap((run) =>
      run.groups.flatMap((group) => ['--group', `${workspace.copyOf(run.repo)}/pyproject.toml:${group}`]),
    ),
  ];
  const library = `${workspace.build}/${interpreter.library}`;
  await context.remote.run(
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

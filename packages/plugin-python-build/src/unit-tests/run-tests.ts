import { type BuildContext, type Command, isFckError, sh, userCommand } from '@fck/core';
import { buildErrors } from '../errors.js';
import type { Interpreter } from '../interpreter.js';
import { pipEnvironment } from '../pip-environment.js';
import type { TestSetting } from '../plan-schema.js';
import { pythonScripts } from '../python-scripts.js';
import type { Workspace } from '../workspace.js';
import { type FoundTests, foundTests, type TestRun, testRunOf } from './test-run.js';

/** Whom the tests are run with, and where. */
export interface TestRequest {
  readonly repos: readonly string[];
  readonly setting: TestSetting;
  readonly interpreter: Interpreter;
  readonly workspace: Workspace;
  /** Interpreter of the tool environment. */
  readonly tools: string;
}

/**
 * Runs the unit tests of a plan's repositories against what was installed, in a throwaway virtualenv above the build's.
 *
 * @throws FckError `TESTS_FAILED` with the end of their output; `TESTS_MISSING` if tests were asked for and there are none.
 */
export async function runTests(context: BuildContext, request: TestRequest): Promise<void> {
  const runs = await findRuns(context, request);
  if (runs.length === 0) {
    context.note('No unit tests were found: the build is untested.');
    return;
  }
  await prepareTests(context, request, runs);
  for (const run of runs) await runOne(context, request.workspace, run);
}

async function findRuns(context: BuildContext, request: TestRequest): Promise<TestRun[]> {
  const { repos, setting, workspace } = request;
  const tested = typeof setting === 'object' ? (setting.repos ?? repos) : repos;
  // A file rather than an argument: a message that shows the command stays readable.
  const script = `${workspace.folder}/find_tests.py`;
  await context.remote.run(sh`cat > ${script}`, {
    title: 'look for tests',
    input: pythonScripts.findTests(),
  });
  const runs = await Promise.all(
    tested.map(async (repo) => testRunOf(repo, await findTests(context, request, script, repo), setting)),
  );
  const missing = runs.indexOf(undefined);
  if (setting === true && missing !== -1) throw buildErrors.noTests(tested[missing] ?? '');
  return runs.filter((run) => run !== undefined);
}

async function findTests(
  { remote }: BuildContext,
  { tools, workspace }: TestRequest,
  script: string,
  repo: string,
): Promise<FoundTests> {
  const answer = await remote.query(
    sh`${tools} ${script} ${workspace.copyOf(repo)} ${workspace.distOf(repo)}`,
  );
  return foundTests.parse(JSON.parse(answer));
}

/** Makes the virtualenv of the tests: it sees the build's packages, and what is installed into it stays out of the build. */
async function prepareTests(
  context: BuildContext,
  request: TestRequest,
  runs: readonly TestRun[],
): Promise<void> {
  const { interpreter, workspace, tools } = request;
  const python = `${workspace.tests}/bin/python`;
  const seeBuild = `import site; site.addsitedir(${JSON.stringify(`${workspace.build}/${interpreter.library}`)})`;
  const wanted = [
    ...new Set(runs.flatMap((run) => run.requirements)),
    ...runs.flatMap((run) =>
      run.groups.flatMap((group) => ['--group', `${workspace.copyOf(run.repo)}/pyproject.toml:${group}`]),
    ),
  ];
  const install: Command =
    wanted.length === 0 ? sh`:` : sh`${tools} -m pip --python ${python} install --quiet ${wanted}`;
  await context.remote.run(
    sh`${interpreter.executable} -m venv --without-pip ${workspace.tests} && printf '%s\n' ${seeBuild} > ${workspace.tests}/${interpreter.library}/build.pth && ${install}`,
    { title: 'install what the tests need', env: pipEnvironment },
  );
}

async function runOne(context: BuildContext, workspace: Workspace, run: TestRun): Promise<void> {
  const command = 'line' in run.command ? userCommand(run.command.line) : sh`python -m ${run.command.module}`;
  try {
    await context.remote.run(
      sh`PATH=${workspace.tests}/bin:${workspace.build}/bin:"$PATH"; export PATH
${command}`,
      {
        title: `test ${run.repo}`,
        cwd: workspace.copyOf(run.repo),
        // Importing must not write into the build.
        env: { VIRTUAL_ENV: workspace.tests, PYTHONDONTWRITEBYTECODE: '1', PYTHONNOUSERSITE: '1' },
      },
    );
  } catch (thrown) {
    if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') throw thrown;
    throw buildErrors.testsFailed(run.repo, context.host.name, thrown);
  }
}

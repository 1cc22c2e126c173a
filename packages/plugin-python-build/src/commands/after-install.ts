import { type BuildContext, environmentOf } from '@fck/core';
import { WORKING_DIRECTORY } from '../application.js';
import type { LaidEnvironment } from '../environment/lay-environment.js';
import type { Making } from '../making.js';
import type { BuildCommand } from './build-commands.js';
import { type PlacedCommand, takeKept, takeMade } from './kept-outputs.js';
import { commandInBuild, stepOf, variablesInBuild, writtenAt } from './run-in-build.js';

/**
 * Runs the commands of `after_install` in an unfinished build, as if its virtualenv were activated.
 *
 * @returns whether they changed anything but the files of the application: then no later build can take over the packages
 * @throws FckError `COMMAND_FAILED` for the first command that fails, `BUILD_COMMAND_FILES`
 */
export async function afterInstall(
  context: BuildContext,
  making: Making,
  { needs }: Pick<LaidEnvironment, 'needs'>,
): Promise<boolean> {
  let changesPackages = false;
  for (const [index, command] of making.plan.after_install.entries()) {
    const outside = await context.step(stepOf(command.run), () =>
      writtenAt(context, ['build', 'plan', 'after_install', index], () =>
        runOne(context, making, command, needs.projects),
      ),
    );
    changesPackages ||= outside;
  }
  return changesPackages;
}

/** Shows in a dry run that cannot continue what would be run. */
export async function planAfterInstall(context: BuildContext, making: Making): Promise<void> {
  for (const command of making.plan.after_install) await run(context, making, command);
}

async function runOne(
  context: BuildContext,
  making: Making,
  command: BuildCommand,
  projects: readonly string[],
): Promise<boolean> {
  const { build } = making.workspace;
  const place = making.hasApp ? `${build}/${WORKING_DIRECTORY}` : `${build}/${making.interpreter.library}`;
  const placed: PlacedCommand = {
    command,
    phase: 'after_install',
    variables: { ...environmentOf(context), ...command.env },
    sources: making.reference.path,
    makesIn: place,
    into: place,
    watched: build,
    projects,
  };
  if (await takeKept(context, making, placed)) {
    context.note(`Not run again, since its inputs and the packages are unchanged: ${stepOf(command.run)}`);
    return !making.hasApp;
  }
  await run(context, making, command);
  const application = making.hasApp ? WORKING_DIRECTORY : undefined;
  const { others, outside } = await takeMade(context, making, placed, application);
  if (command.inputs && others.length > 0) warnOfOthers(context, command, others);
  return outside;
}

async function run(context: BuildContext, making: Making, command: BuildCommand): Promise<void> {
  const { workspace, hasApp, reference } = making;
  const environment = { name: workspace.buildName, path: workspace.build };
  await context.remote.run(commandInBuild(command.run, environment), {
    title: command.run,
    cwd: hasApp ? `${workspace.build}/${WORKING_DIRECTORY}` : reference.path,
    env: {
      ...variablesInBuild(environment),
      FCK_COMMIT: reference.commit,
      // Bytecode is compiled once, at the end.
      PYTHONDONTWRITEBYTECODE: '1',
      ...environmentOf(context),
      ...command.env,
    },
    timeout: command.timeout,
  });
}

/** How many files are named. */
const SHOWN = 5;

function warnOfOthers({ warn }: BuildContext, { run }: BuildCommand, others: readonly string[]): void {
  const more = others.length > SHOWN ? ` and ${others.length - SHOWN} more` : '';
  warn(
    `"${stepOf(run)}" also changed ${others.slice(0, SHOWN).join(', ')}${more} in the build, which its \`outputs:\` do not name: it runs again in every build.`,
  );
}

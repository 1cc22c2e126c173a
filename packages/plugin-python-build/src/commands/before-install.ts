import { type BuildContext, type Checkout, sh, userCommand } from '@fck/core';
import type { Making } from '../making.js';
import type { BuildCommand } from './build-commands.js';
import { takeKept, takeMade } from './kept-outputs.js';
import { stepOf, writtenAt } from './run-in-build.js';

/**
 * Runs the commands of `before_install` in a copy of the reference repository. A command that names its outputs runs in a copy of that
 * copy, which gets the outputs alone.
 *
 * @returns the checkouts that the build is made from: the copy takes the place of the repository
 * @throws FckError `COMMAND_FAILED` for the first command that fails, `BUILD_COMMAND_FILES`
 */
export async function beforeInstall(
  context: BuildContext,
  making: Making,
  checkouts: readonly Checkout[],
): Promise<readonly Checkout[]> {
  const { before_install: commands } = making.plan;
  const reference = checkouts.find(({ repo }) => repo === making.reference.repo);
  if (commands.length === 0 || !reference) return checkouts;
  const tree = `${making.workspace.folder}/tree`;
  await copyTree(context, repositoryOf(reference), tree, `copy ${reference.repo}`);
  const prepared = { ...reference, path: projectIn(reference, tree) };
  for (const [index, command] of commands.entries())
    await context.step(stepOf(command.run), () =>
      writtenAt(context, ['build', 'plan', 'before_install', index], () =>
        command.outputs
          ? runApart(context, making, prepared, command)
          : runIn(context, making, prepared, command),
      ),
    );
  return checkouts.map((checkout) => (checkout === reference ? prepared : checkout));
}

/** The folder of a whole repository, of which a project may be a part. */
export function repositoryOf({ path, subdirectory }: Pick<Checkout, 'path' | 'subdirectory'>): string {
  return subdirectory === undefined ? path : path.slice(0, -subdirectory.length);
}

async function runApart(
  context: BuildContext,
  making: Making,
  prepared: Checkout,
  command: BuildCommand,
): Promise<void> {
  const scratch = `${making.workspace.folder}/scratch`;
  const makesIn = projectIn(prepared, scratch);
  const placed = {
    command,
    phase: 'before_install' as const,
    variables: command.env,
    sources: prepared.path,
    makesIn,
    into: prepared.path,
  };
  if (!context.dryRun && (await takeKept(context, making, placed))) {
    context.note(`Not run again, since its inputs are unchanged: ${stepOf(command.run)}`);
    return;
  }
  await copyTree(context, repositoryOf(prepared), scratch, 'copy it for the command');
  await runIn(context, making, { ...prepared, path: makesIn }, command);
  if (!context.dryRun) await takeMade(context, making, placed, undefined);
}

async function runIn(
  { remote }: BuildContext,
  { workspace }: Making,
  { path, commit }: Checkout,
  { run, env, timeout }: BuildCommand,
): Promise<void> {
  await remote.run(userCommand(run), {
    title: run,
    cwd: path,
    env: { FCK_BUILD: workspace.buildName, FCK_COMMIT: commit, ...env },
    timeout,
  });
}

async function copyTree(
  { remote }: BuildContext,
  source: string,
  target: string,
  title: string,
): Promise<void> {
  await remote.run(sh`rm -rf -- ${target} && mkdir -- ${target} && cp -a -- ${`${source}/.`} ${target}`, {
    title,
    bookkeeping: true,
  });
}

function projectIn({ subdirectory }: Pick<Checkout, 'subdirectory'>, tree: string): string {
  return subdirectory === undefined ? tree : `${tree}/${subdirectory}`;
}

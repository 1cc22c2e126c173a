import { environmentOf, environmentSchema, isFckError, type PostBuildContext, sh } from '@fck/core';
import { z } from 'zod';
import { commandInBuild, folderOfBuild, stepOf, variablesInBuild, writtenAt } from './run-in-build.js';

const command = z
  .union(
    [
      z.string().min(1),
      z.strictObject({
        command: z.string().min(1),
        sudo: z.boolean().default(false),
        ignore_fail: z.boolean().optional(),
        /** Seconds. */
        timeout: z.int().positive().optional(),
        env: environmentSchema(),
      }),
    ],
    {
      error: 'expected a command, or a mapping with "command" (and "sudo", "ignore_fail", "timeout", "env")',
    },
  )
  .transform((given) =>
    typeof given === 'string'
      ? { command: given, sudo: false, ignore_fail: undefined, timeout: undefined, env: {} }
      : given,
  );

/** The section `build: post_build:`. */
export const postBuildSchema = z.array(command);

/** One command of `post_build`. */
export type PostBuildCommand = z.output<typeof command>;

/**
 * Runs the commands of `post_build` one after another in a build's environment, as if its virtualenv were activated.
 *
 * @throws FckError `COMMAND_FAILED` for the first that fails, unless it says `ignore_fail`; the others are not run.
 */
export async function runPostBuild(
  context: PostBuildContext,
  commands: readonly PostBuildCommand[],
): Promise<void> {
  if (commands.length === 0) return;
  await context.modify(async () => {
    for (const [index, command] of commands.entries())
      await context.step(stepOf(command.command), () =>
        writtenAt(context, ['build', 'post_build', index], () =>
          command.ignore_fail ? runAndIgnore(context, command) : runInBuild(context, command),
        ),
      );
    if (commands.some(({ sudo }) => sudo)) await giveBack(context);
  });
}

const FAILURES: ReadonlySet<string> = new Set(['COMMAND_FAILED', 'COMMAND_TIMEOUT']);

/** Reports a command that ends with an error. If the command could not run at all, that is an error even so. */
async function runAndIgnore(context: PostBuildContext, command: PostBuildCommand): Promise<void> {
  try {
    await runInBuild(context, command);
  } catch (thrown) {
    if (!isFckError(thrown) || !FAILURES.has(thrown.code)) throw thrown;
    context.warn(`${thrown.message} The build goes on, because of \`ignore_fail\`.`);
  }
}

async function runInBuild(
  context: PostBuildContext,
  { command, sudo, timeout, env }: PostBuildCommand,
): Promise<void> {
  const { build, buildPath } = context;
  const environment = { name: build.name, path: buildPath };
  const remote = sudo ? context.remote.as('root') : context.remote;
  await remote.run(commandInBuild(command, environment), {
    title: command,
    cwd: folderOfBuild(buildPath, build),
    env: { ...variablesInBuild(environment), ...environmentOf(context), ...env },
    timeout,
  });
}

/** Gives files that root created in the build to its owner, who could not seal the build otherwise. */
async function giveBack({ remote, buildPath }: PostBuildContext): Promise<void> {
  await remote.as('root').run(sh`chown -hR "$(stat -c %u:%g ${buildPath})" ${buildPath}`, {
    title: 'give the build back to its owner',
  });
}

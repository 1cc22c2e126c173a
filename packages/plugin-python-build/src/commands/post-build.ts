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
        /** On one host of the role alone. */
        once: z.boolean().default(false),
        /** Seconds. */
        timeout: z.int().positive().optional(),
        env: environmentSchema(),
      }),
    ],
    {
      error:
        'expected a command, or a mapping with "command" (and "sudo", "once", "ignore_fail", "timeout", "env")',
    },
  )
  .transform((given) =>
    typeof given === 'string'
      ? { command: given, sudo: false, once: false, ignore_fail: undefined, timeout: undefined, env: {} }
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
      await writtenAt(context, ['build', 'post_build', index], () =>
        command.once ? runOnce(context, command, index) : runHere(context, command),
      );
    if (commands.some(({ sudo }) => sudo)) await giveBack(context);
  });
}

function runHere(context: PostBuildContext, command: PostBuildCommand): Promise<void> {
  return context.step(stepOf(command.command), () => runOrIgnore(context, command));
}

/** Runs a command on the host of the role that comes first: it has the build already, and the others may not. */
function runOnce(context: PostBuildContext, command: PostBuildCommand, index: number): Promise<void> {
  const { host, build } = context;
  // A resumed run does not repeat it, unless for another build.
  const name = `${stepOf(command.command)} (${index + 1} of post_build, ${build.name})`;
  return context.once(name, () => runOrIgnore(context, command), { on: (one) => one.name === host.name });
}

function runOrIgnore(context: PostBuildContext, command: PostBuildCommand): Promise<void> {
  return command.ignore_fail ? runAndIgnore(context, command) : runInBuild(context, command);
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

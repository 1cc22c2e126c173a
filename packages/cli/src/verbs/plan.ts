import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import { readTaskArguments } from './task-arguments.js';
import type { Verb } from './verb.js';

const usualTasks = ['provision', 'build', 'activate'];

/** `fck plan [TASK…]`: a dry run that shows diffs. */
export const plan: Verb = async (invocation) => {
  const fck = await invocation.project();
  const { operands, options } = invocation;
  const { tasks, args } = await readTaskArguments(operands, fck, { yes: options.yes, usual: usualTasks });
  const { changes } = await performRun(invocation, { tasks, args, dryRun: true, diff: true });
  return changes && invocation.own['detailed-exitcode'] === true ? ExitCode.changesFound : ExitCode.done;
};

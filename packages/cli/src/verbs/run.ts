import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import { readTaskArguments } from './task-arguments.js';
import type { Verb } from './verb.js';

/** `fck run TASK… [--argument value]` */
export const run: Verb = async (invocation) => {
  const fck = await invocation.project();
  const { dryRun, diff, yes } = invocation.options;
  await performRun(invocation, {
    ...readTaskArguments(invocation.operands, fck.tasks, { yes }),
    dryRun,
    diff,
  });
  return ExitCode.done;
};

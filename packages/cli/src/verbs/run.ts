import { ExitCode } from '../exit-code.js';
import { usageErrors } from '../usage-errors.js';
import { performRun } from './perform-run.js';
import { resume } from './resume.js';
import { readTaskArguments } from './task-arguments.js';
import type { Verb } from './verb.js';

/** `fck run TASK… [--argument value]`, or `fck run --resume [RUN]` */
export const run: Verb = async (invocation) => {
  const { operands, own } = invocation;
  const { resume: wanted } = own;
  if (wanted !== undefined)
    return resume(invocation, { run: typeof wanted === 'string' ? wanted : undefined });
  if (operands.length === 0) throw usageErrors.invalid("Missing required argument 'task'");
  const fck = await invocation.project();
  const { dryRun, diff, yes } = invocation.options;
  await performRun(invocation, { ...(await readTaskArguments(operands, fck, { yes })), dryRun, diff });
  return ExitCode.done;
};

import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import type { Verb } from './verb.js';

/** `fck rollback [build]`: an older build serves again. */
export const rollback: Verb = async (invocation) => {
  const { dryRun, diff } = invocation.options;
  const [build] = invocation.operands;
  const args = { ...invocation.own, ...(build === undefined ? {} : { build }) };
  await performRun(invocation, { tasks: ['rollback'], args, dryRun, diff });
  return ExitCode.done;
};

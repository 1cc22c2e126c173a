import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import type { Verb } from './verb.js';

/** `fck prune`: removes builds that need not stay. */
export const prune: Verb = async (invocation) => {
  const { dryRun, diff } = invocation.options;
  await performRun(invocation, { tasks: ['prune'], args: invocation.own, dryRun, diff });
  return ExitCode.done;
};

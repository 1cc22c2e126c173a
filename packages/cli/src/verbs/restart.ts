import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import type { Verb } from './verb.js';

/** `fck restart`: new instances of the build that serves. */
export const restart: Verb = async (invocation) => {
  const { dryRun, diff } = invocation.options;
  await performRun(invocation, { tasks: ['restart'], args: invocation.own, dryRun, diff });
  return ExitCode.done;
};

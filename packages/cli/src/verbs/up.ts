import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import type { Verb } from './verb.js';

/** `fck up`: from nothing to a site that serves. */
export const up: Verb = async (invocation) => {
  const { dryRun, diff } = invocation.options;
  const tasks = ['create', 'provision', 'build', 'activate'];
  await performRun(invocation, { tasks, args: invocation.own, dryRun, diff });
  return ExitCode.done;
};

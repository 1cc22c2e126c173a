import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import { resume } from './resume.js';
import type { Verb } from './verb.js';

const tasks = ['create', 'provision', 'build', 'activate'];

/** `fck up`: creates, provisions, builds and activates. */
export const up: Verb = async (invocation) => {
  const { resume: wanted, ...args } = invocation.own;
  if (wanted === true) return resume(invocation, { tasks });
  const { dryRun, diff } = invocation.options;
  await performRun(invocation, { tasks, args, dryRun, diff });
  return ExitCode.done;
};

import { ExitCode } from '../exit-code.js';
import { tasksOfUp as tasks } from './catalogue.js';
import { performRun } from './perform-run.js';
import { resume } from './resume.js';
import { readTaskArguments } from './task-arguments.js';
import type { Verb } from './verb.js';

/** `fck up`: creates, provisions, builds and activates. */
export const up: Verb = async (invocation) => {
  if (invocation.own['resume'] === true) return resume(invocation, { tasks });
  const { dryRun, diff, yes } = invocation.options;
  const { args } = await readTaskArguments(invocation.operands, await invocation.project(), { yes, tasks });
  await performRun(invocation, { tasks, args, dryRun, diff });
  return ExitCode.done;
};

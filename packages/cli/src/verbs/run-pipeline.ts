import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import { resume } from './resume.js';
import { readTaskArguments } from './task-arguments.js';
import type { Verb } from './verb.js';

/** `fck up`, `fck deploy`, and the verbs of pipelines in the configuration. */
export function runPipeline(name: string): Verb {
  return async (invocation) => {
    const tasks = [name];
    if (invocation.own['resume'] === true) return resume(invocation, { tasks });
    const { dryRun, diff, yes } = invocation.options;
    const { args } = await readTaskArguments(invocation.operands, await invocation.project(), { yes, tasks });
    await performRun(invocation, { tasks, args, dryRun, diff });
    return ExitCode.done;
  };
}

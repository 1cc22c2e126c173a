import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import type { Verb } from './verb.js';

/** `fck restart`, `fck prune`, `fck rollback [build]`: runs the task of that name. */
export function runTask(task: string): Verb {
  return async (invocation) => {
    const { dryRun, diff } = invocation.options;
    const [build] = invocation.operands;
    const args = { ...invocation.own, ...(build === undefined ? {} : { build }) };
    await performRun(invocation, { tasks: [task], args, dryRun, diff });
    return ExitCode.done;
  };
}

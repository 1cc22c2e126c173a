import { withoutPipelines } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { performRun } from './perform-run.js';
import { readTaskArguments } from './task-arguments.js';
import type { Verb } from './verb.js';

/** `fck plan [TASK…]`: a dry run that shows diffs; by default of what `fck up` does on hosts that exist. */
export const plan: Verb = async (invocation) => {
  const fck = await invocation.project();
  const { operands, options } = invocation;
  // Hosts that do not exist yet cannot be looked at.
  await fck.loadTasks([]);
  const usual = withoutPipelines(fck.pipelineSource, ['up']).filter((task) => task !== 'create');
  const { tasks, args } = await readTaskArguments(operands, fck, { yes: options.yes, usual });
  const { changes } = await performRun(invocation, { tasks, args, dryRun: true, diff: true });
  return changes && invocation.own['detailed-exitcode'] === true ? ExitCode.changesFound : ExitCode.done;
};

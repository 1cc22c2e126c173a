import type { WantedRun } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { usageErrors } from '../usage-errors.js';
import { performRun } from './perform-run.js';
import type { Invocation } from './verb.js';

/**
 * `--resume`: resumes a run with its own tasks and arguments; no others may be given.
 *
 * @throws FckError `USAGE_INVALID`, `RESUME_NOTHING` …, or the failure that ended the run
 */
export async function resume(invocation: Invocation, wanted: WantedRun): Promise<number> {
  const { operands, options } = invocation;
  if (operands.length > 0)
    throw usageErrors.invalid('With --resume, the tasks and arguments are those of the run: leave them out');
  if (Object.keys(options.selection).length > 0 || options.force)
    throw usageErrors.invalid(
      'With --resume, the hosts are those of the run, and so is --force: leave them out',
    );
  await performRun(invocation, { resume: wanted, dryRun: options.dryRun, diff: options.diff });
  return ExitCode.done;
}

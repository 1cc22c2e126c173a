import type { GivenArguments } from '@fck/core';
import type { FckContainer, WantedRun } from '@fck/core/host';
import { attachReporter } from '../reporters/attach.js';
import { chooseReporter } from '../reporters/choose.js';
import { Plan } from '../reporters/plan.js';
import { ProfileTable } from '../reporters/profile-table.js';
import { markPrinted } from '../show-error.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { confirm } from './confirm.js';
import type { Invocation } from './verb.js';

/** What to run: tasks, or the rest of an earlier run. */
export type RunRequest = (TaskRequest | { readonly resume: WantedRun }) & {
  readonly dryRun: boolean;
  readonly diff: boolean;
};

interface TaskRequest {
  readonly tasks: readonly string[];
  /** Values of the tasks' own arguments. */
  readonly args?: GivenArguments | undefined;
}

/**
 * Runs tasks and shows them while they run. A dry run ends by printing its plan on stdout.
 *
 * @returns whether anything changed, or would change
 * @throws FckError about the failure, after everything was drawn
 */
export async function performRun(invocation: Invocation, request: RunRequest): Promise<{ changes: boolean }> {
  const { io, options, interrupts, foreign } = invocation;
  const fck = await invocation.project();
  // The plan shows the diffs of a dry run.
  const reporter = await chooseReporter(io, { ...options, diff: request.diff && !request.dryRun });
  const plan = new Plan();
  const profile = new ProfileTable();
  // A verb may run tasks twice, and each run shows its own events.
  let isUnderWay = true;
  let errorIsPrinted = false;
  attachReporter(fck, io, {
    receive: (event) => {
      if (isUnderWay && event.type === 'error' && event.run !== undefined) errorIsPrinted = true;
    },
  });
  for (const shown of [reporter, profile, ...(request.dryRun ? [plan] : [])])
    attachReporter(fck, io, { receive: (event) => isUnderWay && shown.receive(event) });
  interrupts.finishStepFirst({
    announce: (text) => reporter.say(text),
    leave: (text) => reporter.leave(text),
  });
  foreign.isShownByReporter = true;
  try {
    await begin(fck, invocation, request);
  } catch (thrown) {
    if (options.json && errorIsPrinted) markPrinted(thrown);
    throw thrown;
  } finally {
    isUnderWay = false;
    foreign.isShownByReporter = false;
    await reporter.close();
    if (options.profile) profile.print(io);
  }
  if (request.dryRun && !options.json) {
    const palette = createPalette(wantsColor(io.stdout, io.env));
    io.stdout.write(`${await plan.draw(palette, { diff: request.diff })}\n`);
  }
  return { changes: !plan.isEmpty };
}

function begin(
  fck: FckContainer,
  { io, options, interrupts }: Invocation,
  request: RunRequest,
): Promise<unknown> {
  const { selection, force, lockWait } = options;
  // Where nobody can be asked, the run warns: a rollback in an emergency must not wait for an answer.
  const isAsked = io.confirm !== undefined && !options.json;
  const how = {
    signal: interrupts.signal,
    dryRun: request.dryRun,
    lockWait,
    ...(isAsked ? { confirm: (question: string) => confirm({ io, options }, question) } : {}),
  };
  return 'resume' in request
    ? fck.resume(request.resume, how)
    : fck.run(request.tasks, { ...how, ...selection, args: request.args, force });
}

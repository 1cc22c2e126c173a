import { attachReporter } from '../reporters/attach.js';
import { chooseReporter } from '../reporters/choose.js';
import { Plan } from '../reporters/plan.js';
import { ProfileTable } from '../reporters/profile-table.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import type { Invocation } from './verb.js';

/** What is to be run. */
export interface RunRequest {
  readonly tasks: readonly string[];
  /** Values of the tasks' own arguments. */
  readonly args?: Readonly<Record<string, string | boolean>> | undefined;
  readonly dryRun: boolean;
  readonly diff: boolean;
}

/**
 * Runs tasks and shows them while they run. A dry run ends by printing its plan on stdout.
 *
 * @returns whether anything changed, or would
 * @throws FckError for what failed, after everything was drawn.
 */
export async function performRun(invocation: Invocation, request: RunRequest): Promise<{ changes: boolean }> {
  const { io, options, interrupts } = invocation;
  const fck = await invocation.project();
  // The plan shows the diffs of a dry run.
  const reporter = await chooseReporter(io, { ...options, diff: request.diff && !request.dryRun });
  const plan = new Plan();
  attachReporter(fck, io, reporter);
  const profile = new ProfileTable();
  attachReporter(fck, io, profile);
  if (request.dryRun) attachReporter(fck, io, plan);
  interrupts.finishStepFirst((text) => reporter.say(text));
  try {
    await fck.run(request.tasks, {
      roles: options.roles,
      hosts: options.hosts,
      signal: interrupts.signal,
      args: request.args,
      force: options.force,
      dryRun: request.dryRun,
      lockWait: options.lockWait,
    });
  } finally {
    await reporter.close();
    if (options.profile) profile.print(io);
  }
  if (request.dryRun && !options.json) {
    const palette = createPalette(wantsColor(io.stdout, io.env));
    io.stdout.write(`${await plan.draw(palette, { diff: request.diff })}\n`);
  }
  return { changes: !plan.isEmpty };
}

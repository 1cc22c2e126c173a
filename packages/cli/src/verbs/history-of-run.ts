import { factsOf, isRunning, type RunFacts, recordedRun } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { LinesReporter } from '../reporters/lines.js';
import { formatDuration } from '../terminal/duration.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { printableLine } from '../terminal/printable.js';
import { documentOf, whenOf } from './history-texts.js';
import { printResult } from './print-result.js';
import type { Invocation } from './verb.js';

/** `fck history RUN`: the request, the result, and everything that was shown; with `-v`, commands and output. */
export async function runHistory(invocation: Invocation, name: string): Promise<number> {
  const { project } = await invocation.project();
  const { io, options } = invocation;
  const run = await recordedRun(project, name);
  const facts = factsOf(run, isRunning);
  if (options.json) {
    printResult(invocation, { document: { ...documentOf(facts), events: run.events } });
    return ExitCode.done;
  }
  const palette = createPalette(wantsColor(io.stdout, io.env));
  for (const [about, text] of aboutRun(facts))
    io.stdout.write(`${palette.dim(about.padEnd(9))}${printableLine(text)}\n`);
  io.stdout.write('\n');
  const reporter = new LinesReporter(io.stdout, palette, { verbose: options.verbose, diff: false });
  for (const event of run.events) reporter.receive(event);
  await reporter.close();
  return ExitCode.done;
}

function aboutRun({ head, result, failure, ms }: RunFacts): [string, string][] {
  const args = Object.entries(head.args).map(([key, value]) =>
    typeof value === 'boolean' ? `--${value ? '' : 'no-'}${key}` : `--${key} ${String(value)}`,
  );
  const chosen = [...head.roles.map((role) => `-r ${role}`), ...head.hosts.map((host) => `-H ${host}`)];
  return [
    ['run', head.run],
    ['who', `${head.who}, fck ${head.version}, ${head.config.file}`],
    ['when', `${whenOf(head.at)}, ${formatDuration(ms)}`],
    ['asked', [...head.tasks, ...args, ...chosen, ...(head.force ? ['--force'] : [])].join(' ')],
    ...(head.resumes ? [['resumes', head.resumes.run] satisfies [string, string]] : []),
    ['result', [result, ...(failure === undefined ? [] : [failure])].join(': ')],
  ];
}

import { factsOf, isRunning, type RunFacts, recordedRuns } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { formatDuration } from '../terminal/duration.js';
import { hostHistory } from './history-of-hosts.js';
import { runHistory } from './history-of-run.js';
import { documentOf, whenOf } from './history-texts.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck history [RUN]`: the runs of this project folder, newest first, or one of them; with selected hosts, their own journals. */
export const history: Verb = async (invocation) => {
  const { operands, options } = invocation;
  const [name] = operands;
  if (name !== undefined) return runHistory(invocation, name);
  if (Object.keys(options.selection).length > 0) return hostHistory(invocation);
  const { project } = await invocation.project();
  const runs: RunFacts[] = [];
  for await (const run of recordedRuns(project)) runs.push(factsOf(run, isRunning));
  printResult(invocation, {
    document: runs.map(documentOf),
    table: {
      columns: ['when', 'who', 'tasks', 'hosts', 'result', 'duration', 'run'],
      rows: runs.map(cellsOf),
    },
    text: runs.length === 0 ? 'No run of this configuration is remembered here yet.' : undefined,
  });
  return ExitCode.done;
};

function cellsOf({ head, hosts, result, ms }: RunFacts): string[] {
  return [
    whenOf(head.at),
    head.who,
    head.tasks.join(' '),
    hosts.length > 3 ? `${hosts.length} hosts` : hosts.join(' ') || '-',
    result,
    formatDuration(ms),
    head.run,
  ];
}

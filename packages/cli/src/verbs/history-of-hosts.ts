import { historyOfHosts } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { printableLine } from '../terminal/printable.js';
import { printResult } from './print-result.js';
import type { Invocation } from './verb.js';

/** `fck history -H HOST`: the runs in the hosts' own journals, by all users. Fails if a host cannot be reached. */
export async function hostHistory(invocation: Invocation): Promise<number> {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const hosts = await historyOfHosts(fck, invocation.options.selection);
  const rows = hosts.flatMap(({ host, entries }) =>
    entries.map(({ at, who, tasks, phase, result, run }) => [
      host,
      at,
      who,
      tasks,
      phase ?? '-',
      result,
      run,
    ]),
  );
  const problems = hosts.filter(({ problem }) => problem !== undefined);
  printResult(invocation, {
    document: hosts,
    table: { columns: ['host', 'when', 'who', 'tasks', 'phase', 'result', 'run'], rows },
    text: [
      ...(rows.length === 0 && problems.length === 0 ? ['No run has changed anything there yet.'] : []),
      ...problems.map(({ host, problem }) => printableLine(`! ${host}: ${problem}`)),
    ].join('\n'),
  });
  return problems.length > 0 ? ExitCode.failed : ExitCode.done;
}

import type { BuildRow } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { formatBytes } from '../terminal/bytes.js';
import { printableLine } from '../terminal/printable.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck builds`: the builds on each host, and their status. Fails if a host has a problem. */
export const builds: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const hosts = await fck.builds(invocation.options.selection);
  const rows = hosts.flatMap((host) => host.builds);
  const problems = hosts.filter(({ problem }) => problem !== undefined);
  printResult(invocation, {
    document: hosts,
    table: {
      columns: ['host', 'role', 'build', 'status', 'active', 'made', 'by', 'size'],
      rows: rows.map(cellsOf),
    },
    text: [
      ...(rows.length === 0 && problems.length === 0
        ? ['There are no builds yet: `fck run build` makes one.']
        : []),
      ...problems.map(({ host, problem }) => printableLine(`! ${host}: ${problem}`)),
    ].join('\n'),
  });
  return problems.length > 0 ? ExitCode.failed : ExitCode.done;
};

function cellsOf({ host, role, name, status, active, createdAt, builtBy, bytes }: BuildRow): string[] {
  return [
    host,
    role,
    name,
    status,
    active ? 'yes' : '',
    createdAt ?? '-',
    builtBy ? `${builtBy.by === undefined ? '' : `${builtBy.by} on `}${builtBy.host}` : '-',
    formatBytes(bytes),
  ];
}

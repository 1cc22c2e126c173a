import type { StatusRow } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { ProfileTable } from '../reporters/profile-table.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck status`: which build each host serves. Fails if a host has a problem, so that a script can ask it. */
export const status: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const profile = new ProfileTable();
  attachReporter(fck, invocation.io, profile);
  const rows = await fck.status(invocation.options);
  printResult(invocation, {
    document: rows,
    table: {
      columns: [
        'host',
        'role',
        'address',
        'active',
        'previous',
        'since',
        'running',
        'builds',
        'url',
        'problem',
      ],
      rows: rows.map(cellsOf),
    },
    text: rows.length === 0 ? 'There are no hosts.' : undefined,
  });
  if (invocation.options.profile) profile.print(invocation.io);
  return rows.some((row) => row.problem !== undefined) ? ExitCode.failed : ExitCode.done;
};

function cellsOf(row: StatusRow): string[] {
  return [
    row.host,
    row.role,
    row.address,
    row.active ?? '-',
    row.previous ?? '-',
    row.since ?? '-',
    row.active === undefined ? '-' : row.running ? 'yes' : 'no',
    String(row.builds),
    row.url ?? '-',
    row.problem ?? '',
  ];
}

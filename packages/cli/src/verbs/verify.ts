import type { VerifyRow } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { printableLine } from '../terminal/printable.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck verify`: whether each host has and serves exactly what was built. Fails if one does not. */
export const verify: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const rows = await fck.verify(invocation.options.selection);
  printResult(invocation, {
    document: rows,
    table: { columns: ['host', 'role', 'build', 'serves', 'files', 'verified'], rows: rows.map(cellsOf) },
    text: rows.length === 0 ? 'There are no hosts.' : rows.flatMap(problemsIn).join('\n'),
  });
  return rows.some(({ problems }) => problems.length > 0) ? ExitCode.failed : ExitCode.done;
};

function cellsOf({ host, role, build, active, files, problems }: VerifyRow): string[] {
  return [
    host,
    role,
    build ?? '-',
    active ? 'yes' : '-',
    build === undefined ? '-' : String(files),
    problems.length > 0 ? 'no' : build === undefined ? '-' : 'yes',
  ];
}

function problemsIn({ host, problems }: VerifyRow): string[] {
  return problems.map((problem) => printableLine(`! ${host}: ${problem}`));
}

import type { BuildDetails, BuildRow } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { formatBytes } from '../terminal/bytes.js';
import { printableLine } from '../terminal/printable.js';
import { usageErrors } from '../usage-errors.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck builds [BUILD]`: the builds on each host, and their status; or what one of them is made of. Fails if a host has a problem. */
export const builds: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const [wanted] = invocation.operands;
  if (invocation.own['sbom']) {
    if (wanted === undefined) throw usageErrors.invalid('--sbom needs the name or the number of a build');
    invocation.io.stdout.write(await fck.sbom(wanted, invocation.options.selection));
    return ExitCode.done;
  }
  if (wanted !== undefined) {
    const found = await fck.build(wanted, invocation.options.selection);
    printResult(invocation, { document: found, text: drawBuild(found) });
    return ExitCode.done;
  }
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

/** A build as text. */
export function drawBuild({ host, build }: BuildDetails): string {
  const { name, createdAt, builtBy, sources, platform, checksum, components = [], madeWith = {} } = build;
  const tools = Object.entries(madeWith);
  const by = builtBy.by === undefined ? '' : ` by ${builtBy.by}`;
  const lines = [
    `${name} on ${host}`,
    `  made ${createdAt}${by} on ${builtBy.host}`,
    `  checksum ${checksum}`,
    'commits',
    ...sources.map(({ repo, commit, ref }) => `  ${repo} ${commit}${ref === undefined ? '' : ` (${ref})`}`),
    'platform',
    ...Object.entries(platform).map(([part, value]) => `  ${part} ${value}`),
    ...(tools.length > 0 ? ['made with'] : []),
    ...tools.map(([tool, version]) => `  ${tool} ${version}`),
    ...(components.length > 0 ? ['packages'] : []),
    ...components.map(({ name, version }) => `  ${name} ${version}`),
  ];
  return lines.map(printableLine).join('\n');
}

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

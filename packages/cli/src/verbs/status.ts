import type { StatusRow } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { ProfileTable } from '../reporters/profile-table.js';
import { printableLine } from '../terminal/printable.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** `fck status`: the active build of each host. Fails if a host has a problem, so that scripts can use it. */
export const status: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const profile = new ProfileTable();
  attachReporter(fck, invocation.io, profile);
  const rows = await fck.status(invocation.options.selection);
  const hasCertificates = rows.some(({ certificate }) => certificate !== undefined);
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
        ...(hasCertificates ? ['certificate'] : []),
        'problem',
      ],
      rows: rows.map((row) => cellsOf(row, hasCertificates)),
    },
    text:
      rows.length === 0
        ? 'There are no hosts.'
        : rows.flatMap((row) => [...unfinishedIn(row), ...maintenanceIn(row), ...endingIn(row)]).join('\n'),
  });
  if (invocation.options.profile) profile.print(invocation.io);
  return rows.some((row) => row.problem !== undefined) ? ExitCode.failed : ExitCode.done;
};

/** Another run may be changing the host just now: then the problem disappears by itself. */
function unfinishedIn({ host, unfinished }: StatusRow): string[] {
  if (!unfinished) return [];
  const { build, run, since, phase } = unfinished;
  return [
    printableLine(
      `! ${host}: the activation of ${build} by run ${run}, begun ${since}, is not finished (${phase}). If no run is at work, the next activate, deactivate or rollback undoes it or finishes it.`,
    ),
  ];
}

function maintenanceIn({ host, role, maintenance }: StatusRow): string[] {
  if (!maintenance) return [];
  const { since, message, allow, allowPaths } = maintenance;
  const open = [...allow, ...allowPaths];
  return [
    printableLine(
      `! ${host}: the site is in maintenance since ${since}${message === undefined ? '' : ` ("${message}")`}: visitors get 503${open.length === 0 ? '' : `, except ${open.join(', ')}`}. \`fck maintenance off -r ${role}\` ends it.`,
    ),
  ];
}

/** Days before the end of a certificate at which it should have been renewed. */
const RENEWED_BY_THEN = 21;

/** An expired certificate is a problem, which the table has. */
function endingIn({ host, certificate }: StatusRow): string[] {
  if (!certificate || certificate.daysLeft < 0 || certificate.daysLeft >= RENEWED_BY_THEN) return [];
  const { daysLeft, expires } = certificate;
  return [
    printableLine(
      `! ${host}: the certificate of the site expires in ${inDays(daysLeft)}, on ${expires.slice(0, 10)}. Renew it and run \`fck run activate\`.`,
    ),
  ];
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}

function cellsOf(row: StatusRow, withCertificate: boolean): string[] {
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
    ...(withCertificate ? [certificateCell(row)] : []),
    row.problem ?? '',
  ];
}

function certificateCell({ certificate }: StatusRow): string {
  if (!certificate) return '-';
  return certificate.daysLeft < 0 ? 'expired' : `${inDays(certificate.daysLeft)} left`;
}

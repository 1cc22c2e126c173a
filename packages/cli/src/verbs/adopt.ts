import type { AdoptableMachine, AdoptionRow, AncestorsPart, Selection } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { QuietReporter } from '../reporters/quiet.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { printableLine } from '../terminal/printable.js';
import { confirm } from './confirm.js';
import { performRun } from './perform-run.js';
import { printResult } from './print-result.js';
import type { Invocation, Verb } from './verb.js';

/** `fck adopt`: shows what fabcloudkit made, asks, and replaces its programs and sites. */
export const adopt: Verb = async (invocation) => {
  const { io, options, own } = invocation;
  const fck = await invocation.project();
  const warnings = new QuietReporter(io.stderr, createPalette(wantsColor(io.stderr, io.env)));
  const look = { isUnderWay: true };
  attachReporter(fck, io, { receive: (event) => look.isUnderWay && warnings.receive(event) });
  const found = await find(fck, options.selection);
  // A run shows its warnings itself.
  look.isUnderWay = false;
  // With -y, --json prints the events of the runs.
  const isShown = !options.json || options.dryRun || !options.yes;
  if (isShown) show(invocation, fck, found);
  if (options.dryRun) {
    if (hasProblem(found)) return ExitCode.failed;
    const isMore = found.machines.some(isToAdopt) || found.hosts.some(({ adoptable }) => adoptable);
    return isMore && own['detailed-exitcode'] === true ? ExitCode.changesFound : ExitCode.done;
  }
  const machines = found.machines.filter(isToAdopt);
  if (machines.length > 0) {
    await confirm(invocation, `Make hosts of ${machines.map(({ id }) => id).join(', ')}?`);
    await run(invocation, 'adopt-hosts');
    const hosts = await fck.adoption(options.selection);
    if (isShown) show(invocation, fck, { hosts, machines: [] });
    return takeOver(invocation, hosts);
  }
  return takeOver(invocation, found.hosts);
};

interface Found {
  readonly machines: readonly AdoptableMachine[];
  readonly hosts: readonly AdoptionRow[];
}

/** Named hosts are hosts already: then fck does not look for further machines. */
async function find(fck: FckContainer, selection: Selection): Promise<Found> {
  const [machines, hosts] = await Promise.all([
    selection.hosts === undefined ? fck.adoptableMachines(selection) : [],
    fck.adoption(selection),
  ]);
  return { machines, hosts };
}

async function takeOver(invocation: Invocation, hosts: readonly AdoptionRow[]): Promise<number> {
  if (hasProblem({ hosts })) return ExitCode.failed;
  const adoptable = hosts.filter((host) => host.adoptable);
  if (adoptable.some(({ hasBuild }) => !hasBuild)) return ExitCode.failed;
  if (adoptable.length === 0) return ExitCode.done;
  await confirm(invocation, `Take over ${adoptable.map(({ host }) => host).join(', ')}?`);
  await run(invocation, 'adopt');
  return ExitCode.done;
}

async function run(invocation: Invocation, task: string): Promise<void> {
  await performRun(invocation, { tasks: [task], dryRun: false, diff: invocation.options.diff });
}

function hasProblem({ hosts }: Pick<Found, 'hosts'>): boolean {
  return hosts.some(({ problem }) => problem !== undefined);
}

function isToAdopt({ staysBecause }: AdoptableMachine): boolean {
  return staysBecause === undefined;
}

function show(invocation: Invocation, fck: FckContainer, { machines, hosts }: Found): void {
  printResult(invocation, {
    document: { machines, hosts },
    table: {
      columns: ['host', 'role', 'found', 'name', 'about', 'fck adopt'],
      rows: [
        ...machines.map(({ host, role, id, about, staysBecause }) => [
          host,
          role,
          'machine',
          id,
          about,
          staysBecause === undefined ? 'makes it this host' : `leaves it: ${staysBecause}`,
        ]),
        ...hosts.flatMap((row) => [
          ...row.builds.map((name) => cellsOf(row, 'build', name, aboutBuild(row, name), 'leaves it')),
          ...row.programs.map((part) =>
            cellsOf(row, 'program', part.name, part.about, becomes(part, 'ends it')),
          ),
          ...row.sites.map((part) =>
            cellsOf(row, 'site', part.name, part.about, becomes(part, 'replaces it')),
          ),
        ]),
      ],
    },
    text: textBelow(fck, { machines, hosts }).map(printableLine).join('\n'),
  });
}

function cellsOf({ host, role }: AdoptionRow, found: string, name: string, about: string, becomes: string) {
  return [host, role, found, name, about, becomes];
}

function aboutBuild({ record }: AdoptionRow, name: string): string {
  const serves = record?.active.filter(({ build }) => build === name) ?? [];
  return serves.map(({ name: as }) => `recorded as active${as === undefined ? '' : `: ${as}`}`).join(', ');
}

function becomes({ backup, staysBecause }: AncestorsPart, does: string): string {
  if (staysBecause !== undefined) return `leaves it: ${staysBecause}`;
  return backup === undefined ? does : `${does}; the file is kept as ${backup}`;
}

function textBelow(fck: FckContainer, { machines, hosts }: Found): string[] {
  const problems = hosts.flatMap(({ host, problem }) =>
    problem === undefined ? [] : [`! ${host}: ${problem}`],
  );
  const waiting = hosts.filter(({ adoptable, hasBuild }) => adoptable && !hasBuild);
  const isNothing =
    problems.length === 0 && !machines.some(isToAdopt) && !hosts.some((host) => host.adoptable);
  return [
    ...problems,
    ...(machines.some(isToAdopt)
      ? ['What fabcloudkit made on these machines is shown once they are hosts.']
      : []),
    ...waiting.map(
      ({ host }) => `! ${host}: fck has no build there yet that could serve. First: fck run provision build`,
    ),
    ...(isNothing
      ? [`Nothing that fabcloudkit runs or serves for ${fck.project.name} is to be taken over.`]
      : []),
  ];
}

import { basename } from 'node:path/posix';
import type { ForeignProgram, ForeignSite } from '../api/foreign.js';
import { ancestorsBuild, ancestorsFile } from '../build/ancestors-record.js';

/** A program, and the process manager that runs it. */
export interface FoundProgram extends ForeignProgram {
  readonly manager: string;
}

/** The sites and programs found on a machine for one of its roles. */
export interface RoleFindings {
  /** Undefined if its reverse proxy cannot tell, or it has none. */
  readonly sites: readonly ForeignSite[] | undefined;
  readonly programs: readonly FoundProgram[];
}

/** A site or program of fabcloudkit, and why it stays; undefined: the role replaces it. */
export interface Claim<T> {
  readonly found: T;
  readonly staysBecause: string | undefined;
}

/** The decision on fabcloudkit's sites and programs, for one role. */
export interface RoleClaims {
  readonly sites: readonly Claim<ForeignSite>[];
  readonly programs: readonly Claim<FoundProgram>[];
}

/**
 * Decides which role of a machine replaces which of fabcloudkit's sites and programs. A site goes to the role with its
 * names, or else to one with a catch-all site; without such a role it stays. A program stays while a site that stays
 * passes requests to it, or if no reverse proxy can tell. Those that stay are listed with the first role.
 *
 * @param roles the findings of each role of the machine: the same sites and programs, but each with its own names
 */
export function claimsOf(project: string, roles: readonly RoleFindings[]): RoleClaims[] {
  const sites = unique(
    roles.flatMap((role) => role.sites ?? []),
    ({ file }) => file,
  );
  const programs = unique(
    roles.flatMap((role) => role.programs),
    ({ name }) => name,
  ).filter(({ name }) => ancestorsBuild(project, name) !== undefined);
  const takers = new Map(
    sites.flatMap((site) => {
      const taker = ancestorsFile(project, site.file) === undefined ? -1 : takerOf(site, roles);
      return taker === -1 ? [] : [[site.file, taker] as const];
    }),
  );
  const isKnown = roles.some((role) => role.sites !== undefined);
  const staying = sites.filter(({ file }) => !takers.has(file));
  const roleOfProgram = (program: ForeignProgram) => {
    const site = sites.find((one) => takers.has(one.file) && uses(one, program));
    return takers.get(site?.file ?? '') ?? roles.findIndex((role) => has(role, program));
  };
  return roles.map((_, index) => ({
    sites: sites
      .filter(({ file }) => ancestorsFile(project, file) !== undefined && (takers.get(file) ?? 0) === index)
      .map((found) => ({ found, staysBecause: takers.has(found.file) ? undefined : notCovered(found) })),
    programs: programs
      .filter((program) => roleOfProgram(program) === index)
      .map((found) => {
        const user = staying.find((site) => uses(site, found));
        const staysBecause = isKnown
          ? user && `${user.file} passes requests to it`
          : 'no reverse proxy of a role tells what passes requests to it';
        return { found, staysBecause };
      }),
  }));
}

/** Index of the role that replaces a site; -1 if none would answer all its visitors. */
function takerOf({ file }: ForeignSite, roles: readonly RoleFindings[]): number {
  const first = (how: ForeignSite['covered']) =>
    roles.findIndex(({ sites = [] }) => sites.some((site) => site.file === file && site.covered === how));
  return first('by name') === -1 ? first('as default') : first('by name');
}

function has({ programs }: RoleFindings, { name }: ForeignProgram): boolean {
  return programs.some((program) => program.name === name);
}

function uses({ file, backends }: ForeignSite, program: ForeignProgram): boolean {
  if (basename(file, '.conf') === program.name) return true;
  const at = boundAt(program);
  return at !== undefined && backends.some((backend) => portOf(backend) === portOf(at));
}

/** Where a program of fabcloudkit listens: it gave gunicorn an address of its own. */
export function boundAt({ command }: Pick<ForeignProgram, 'command'>): string | undefined {
  return /--bind[ =](\S+)/.exec(command ?? '')?.[1];
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

function notCovered({ names, listens }: ForeignSite): string {
  const at = `at ${listens.join(', ')}`;
  return names.length === 0
    ? `no role's site answers whatever no other site does ${at}`
    : `no role's site answers to ${names.join(' and ')} ${at}`;
}

function unique<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

import { posix } from 'node:path';
import { activationPlan } from '../activation/plan.js';
import type { AncestorsRecord } from '../api/adoption.js';
import type { HostContext } from '../api/contexts.js';
import type { TakeOver } from '../api/foreign.js';
import type { Paths } from '../api/paths.js';
import { ANCESTORS_RECORD, parseAncestorsRecord } from '../build/ancestors-record.js';
import { entriesInBuilds } from '../build/builds-on-host.js';
import { buildNumber } from '../build/names.js';
import type { Claim, FoundProgram, RoleClaims, RoleFindings } from './claims.js';

/** Sites and programs of others on a host, as one role of its machine sees them. */
export interface HostFindings extends RoleFindings {
  readonly record: AncestorsRecord | undefined;
  /** Builds of this project that fck did not make. */
  readonly builds: readonly string[];
}

/** Looks for sites and programs of fabcloudkit on a host. Changes nothing. */
export async function lookForAncestor(context: HostContext): Promise<HostFindings> {
  const { fck, role, remote, paths, project } = context;
  const plan = activationPlan(fck, role);
  const { proxy } = plan ?? {};
  const [record, entries, sites, programs] = await Promise.all([
    remote.read(posix.join(paths.repos, ANCESTORS_RECORD)),
    entriesInBuilds(remote, paths),
    proxy?.value.foreignSites?.(context, role.values.get(`activate.${proxy.name}`)),
    plan ? programsOn(context) : [],
  ]);
  return {
    record: parseAncestorsRecord(record),
    builds: entries
      .filter(({ name, isOwn }) => !isOwn && buildNumber(project.name, name) !== undefined)
      .map(({ name }) => name),
    sites,
    programs,
  };
}

/** Of all process managers: the role may use another one than fabcloudkit did. */
async function programsOn({ fck, remote }: HostContext): Promise<FoundProgram[]> {
  const found = await Promise.all(
    fck.processManagers.entries().map(async ({ name: manager, value }) => {
      const programs = await value.foreignPrograms?.(remote);
      return (programs ?? []).map((program) => ({ ...program, manager }));
    }),
  );
  return found.flat();
}

/** Where backups of the configuration files of a reverse proxy or process manager are kept after the adoption. */
function backupsOf(entry: string | undefined, { project }: Pick<Paths, 'project'>): string {
  return posix.join(project, 'adopted', entry ?? '');
}

/** The sites and programs that an activation of a role replaces. */
export function takeOverOf(context: HostContext, { sites, programs }: RoleClaims): TakeOver {
  const { proxy } = activationPlan(context.fck, context.role) ?? {};
  const ended = taken(programs);
  return {
    sites: { names: taken(sites).map(({ file }) => file), backups: backupsOf(proxy?.name, context.paths) },
    programs: [...new Set(ended.map(({ manager }) => manager))].map((manager) => ({
      manager,
      names: ended.filter((program) => program.manager === manager).map(({ name }) => name),
      backups: backupsOf(manager, context.paths),
    })),
  };
}

/** Whether nothing is replaced. */
export function isEmpty({ sites, programs }: TakeOver): boolean {
  return sites.names.length + programs.length === 0;
}

function taken<T>(claims: readonly Claim<T>[]): T[] {
  return claims.filter(({ staysBecause }) => staysBecause === undefined).map(({ found }) => found);
}

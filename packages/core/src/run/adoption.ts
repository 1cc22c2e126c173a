import { posix } from 'node:path';
import { boundAt, claimsOf, type RoleClaims } from '../adoption/claims.js';
import { type HostFindings, isEmpty, lookForAncestor, takeOverOf } from '../adoption/look.js';
import type { AdoptionRow } from '../api/adoption.js';
import type { ForeignProgram, ForeignSite, Replaced, TakeOver } from '../api/foreign.js';
import type { Host } from '../api/host.js';
import type { Selection } from '../api/selection.js';
import { buildsOn } from '../build/builds-on-host.js';
import { messageOf } from '../errors/fck-error.js';
import { machineAddress } from '../hosts/connections.js';
import { type Outcome, onEach } from '../rollout.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';

/** What fck found on a host, and which of it the host's role replaces. */
export interface HostClaims {
  readonly findings: HostFindings;
  readonly claims: RoleClaims;
  readonly takeOver: TakeOver;
}

/** Looks for what fabcloudkit made on the chosen hosts. Changes nothing. */
export async function adoptionOn(fck: RunContainer, selection: Selection): Promise<AdoptionRow[]> {
  const session = Session.forLooks(fck);
  const hosts = await fck.hosts(selection);
  const [found, built] = await Promise.all([
    claimsOnHosts(session, hosts),
    onEach(hosts, fck.parallel, (host) => buildsOn(session.remoteOf(host), fck.project.paths)),
  ]);
  session.run.profiler.report();
  return found.map((outcome, index) => {
    const builds = built[index];
    return rowOf(outcome, builds?.ok === true && builds.result.length > 0);
  });
}

/** Looks at hosts, together with the project's other hosts on the same machine: a site may belong to another role. */
export async function claimsOnHosts(
  session: Session,
  hosts: readonly Host[],
): Promise<Outcome<Host, HostClaims>[]> {
  const { fck } = session;
  const machines = new Set(hosts.map(machineAddress));
  const all = (await fck.hosts()).filter((host) => machines.has(machineAddress(host)));
  const concerned = [...new Set([...hosts, ...all])];
  const looks = await onEach(concerned, fck.parallel, (host) =>
    session.run.profiler.measure(host, 'adopt', () => lookForAncestor(session.contextOf(host, 'adopt'))),
  );
  return hosts.map((item) => {
    const look = looks.find((one) => one.item === item);
    if (!look?.ok) return { item, ok: false, error: look?.error };
    const machine = looks.filter((one) => machineAddress(one.item) === machineAddress(item));
    const failed = machine.find((one) => !one.ok);
    if (failed && !failed.ok) return { item, ok: false, error: failed.error };
    const findings = machine.flatMap((one) => (one.ok ? [one.result] : []));
    const claims = claimsOf(fck.project.name, findings)[machine.indexOf(look)] ?? { sites: [], programs: [] };
    const takeOver = takeOverOf(session.contextOf(item, 'adopt'), claims);
    return { item, ok: true, result: { findings: look.result, claims, takeOver } };
  });
}

function rowOf(outcome: Outcome<Host, HostClaims>, hasBuild: boolean): AdoptionRow {
  const { name, role, address } = outcome.item;
  const about = { host: name, role, address, hasBuild };
  if (!outcome.ok) {
    const nothing = { record: undefined, builds: [], sites: [], programs: [], adoptable: false };
    return { ...about, ...nothing, problem: messageOf(outcome.error) };
  }
  const { findings, claims, takeOver } = outcome.result;
  return {
    ...about,
    record: findings.record,
    builds: findings.builds,
    sites: claims.sites.map(({ found, staysBecause }) => ({
      name: posix.basename(found.file, '.conf'),
      file: found.file,
      about: aboutSite(found),
      backup: staysBecause === undefined ? backupOf(found.file, takeOver.sites) : undefined,
      staysBecause,
    })),
    programs: claims.programs.map(({ found, staysBecause }) => ({
      name: found.name,
      file: found.file,
      about: aboutProgram(found),
      backup:
        staysBecause === undefined && found.file !== undefined
          ? backupOf(
              found.file,
              takeOver.programs.find(({ manager }) => manager === found.manager),
            )
          : undefined,
      staysBecause,
    })),
    adoptable: !isEmpty(takeOver),
    problem: undefined,
  };
}

function backupOf(file: string, kept: Replaced | undefined): string | undefined {
  return kept && posix.join(kept.backups, posix.basename(file));
}

function aboutSite({ names, listens }: ForeignSite): string {
  return `${names.length === 0 ? 'any name' : names.join(' ')} at ${listens.join(' ')}`;
}

function aboutProgram(program: ForeignProgram): string {
  const at = boundAt(program);
  return `${program.running ? 'runs' : 'does not run'}${at === undefined ? '' : ` at ${at}`}`;
}

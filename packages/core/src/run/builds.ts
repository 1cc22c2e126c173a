import { servingOf } from '../activation/serving.js';
import type { Build } from '../build/build.js';
import { buildsOn, entriesInBuilds, type FoundEntry } from '../build/builds-on-host.js';
import { buildNumber } from '../build/names.js';
import { sh } from '../command/command.js';
import type { Paths } from '../config/paths.js';
import { messageOf } from '../errors/fck-error.js';
import type { Fck } from '../fck.js';
import type { Selection } from '../hosts/select.js';
import type { Remote } from '../remote/remote.js';
import type { Fate } from '../state/host-state.js';
import { askHosts } from './ask-hosts.js';
import type { HostContext } from './contexts.js';
import { Session } from './session.js';

/** A build on a host. */
export interface BuildRow {
  readonly host: string;
  readonly role: string;
  readonly name: string;
  readonly commit: string;
  /** When it was made: ISO 8601; undefined while it is, and of a foreign one. */
  readonly createdAt: string | undefined;
  /** Who made it, where; undefined while it is made, and of a foreign one. */
  readonly builtBy: Build['builtBy'] | undefined;
  /** Bytes on disk. What builds share is counted for the oldest of them. */
  readonly bytes: number;
  /** `building`: it is not finished, or never will be. `foreign`: it was not made by fck, which never removes it. */
  readonly fate: Fate | 'building' | 'foreign';
  /** Whether it serves the role there. */
  readonly active: boolean;
}

/** The builds of a host, or why it could not be asked. */
export interface BuildsOfHost {
  readonly host: string;
  readonly role: string;
  /** Newest first. */
  readonly builds: readonly BuildRow[];
  readonly problem: string | undefined;
}

/** Asks every chosen host which builds it has. */
export async function buildsOfHosts(fck: Fck, selection: Selection): Promise<BuildsOfHost[]> {
  const outcomes = await askHosts(Session.forLooks(fck), selection, 'builds', rowsOf);
  return outcomes.map((outcome) => ({
    host: outcome.item.name,
    role: outcome.item.role,
    builds: outcome.ok ? outcome.result : [],
    problem: outcome.ok ? undefined : messageOf(outcome.error),
  }));
}

async function rowsOf(context: HostContext): Promise<BuildRow[]> {
  const { remote, paths, project, role, host, state } = context;
  const [finished, entries, sizes, known] = await Promise.all([
    buildsOn(remote, paths),
    entriesInBuilds(remote, paths),
    sizesOf(remote, paths),
    state.read(),
  ]);
  const { active } = servingOf(known, role.name);
  const fateOf = ({ name, isOwn }: FoundEntry) => {
    if (finished.some((build) => build.name === name)) return known.builds[name]?.fate ?? 'good';
    return isOwn ? 'building' : 'foreign';
  };
  return entries
    .filter(({ name }) => buildNumber(project.name, name) !== undefined)
    .filter(({ name }) => known.builds[name]?.roles?.includes(role.name) ?? true)
    .toReversed()
    .map((entry) => {
      const { name } = entry;
      const build = finished.find((one) => one.name === name);
      return {
        host: host.name,
        role: role.name,
        name,
        commit: build?.commit ?? name.slice(name.lastIndexOf('_') + 1),
        createdAt: build?.createdAt,
        builtBy: build?.builtBy,
        bytes: sizes.get(name) ?? 0,
        fate: fateOf(entry),
        active: name === active,
      };
    });
}

/** Bytes of each build's folder. Asked for together, files with several names are counted once. */
async function sizesOf(remote: Remote, paths: Paths): Promise<Map<string, number>> {
  const output = await remote.query(sh`cd ${paths.builds} 2>/dev/null && du -sk -- */ 2>/dev/null; :`);
  return new Map(
    [...output.matchAll(/^(\d+)\t(.*?)\/?$/gm)].map(([, kilobytes, name = '']) => [
      name,
      Number(kilobytes) * 1024,
    ]),
  );
}

import type { BuildRow, BuildsOfHost } from '../api/builds.js';
import type { HostContext } from '../api/contexts.js';
import type { Paths } from '../api/paths.js';
import type { Remote } from '../api/remote.js';
import type { Selection } from '../api/selection.js';
import { buildsOn, entriesInBuilds, type FoundEntry } from '../build/builds-on-host.js';
import { buildNumber } from '../build/names.js';
import { sh } from '../command/command.js';
import { messageOf } from '../errors/fck-error.js';
import { servingOf } from '../state/serving.js';
import { askHosts } from './ask-hosts.js';
import type { RunContainer } from './run-container.js';
import { Session } from './session.js';

/** Lists the builds of every chosen host. */
export async function buildsOfHosts(fck: RunContainer, selection: Selection): Promise<BuildsOfHost[]> {
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
  const statusOf = ({ name, isOwn }: FoundEntry) => {
    if (finished.some((build) => build.name === name)) return known.builds[name]?.status ?? 'ready';
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
        status: statusOf(entry),
        active: name === active,
      };
    });
}

/** Bytes of each build's folder. One `du` for all counts hard-linked files once. */
async function sizesOf(remote: Remote, paths: Paths): Promise<Map<string, number>> {
  const output = await remote.query(sh`cd ${paths.builds} 2>/dev/null && du -sk -- */ 2>/dev/null; :`);
  return new Map(
    [...output.matchAll(/^(\d+)\t(.*?)\/?$/gm)].map(([, kilobytes, name = '']) => [
      name,
      Number(kilobytes) * 1024,
    ]),
  );
}

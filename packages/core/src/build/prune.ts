import { sh } from '../command/command.js';
import type { HostContext } from '../run/contexts.js';
import { buildFoldersOn, buildsOn } from './builds-on-host.js';
import { buildNumber } from './names.js';
import { removeSealed } from './seal.js';

/**
 * Removes old builds of a host: all but the newest ones, those that serve or served before, and those that services still run.
 *
 * @returns their names
 */
export async function pruneBuilds(context: HostContext): Promise<string[]> {
  const { remote, paths, project, state } = context;
  const [builds, folders, known] = await Promise.all([
    buildsOn(remote, paths),
    buildFoldersOn(remote, paths),
    state.read(),
  ]);
  const serving = Object.values(known.serving);
  const inUse = new Set<string | undefined>([
    ...builds.slice(0, project.keepBuilds).map(({ name }) => name),
    ...serving.flatMap(({ active, previous, resting }) => [active, previous, resting]),
    ...serving.flatMap(({ instances, draining }) => [...instances, ...draining].map(({ build }) => build)),
  ]);
  const newest = builds[0]?.number ?? 0;
  const finished = new Set(builds.map(({ name }) => name));
  const old = folders.filter((folder) => {
    const number = buildNumber(project.name, folder);
    // An unfinished one that is newer than all finished ones may be in the making.
    return number !== undefined && !inUse.has(folder) && (finished.has(folder) || number < newest);
  });
  if (old.length === 0) return [];
  const places = old.map((name) => paths.build(name));
  await remote.run(sh`${removeSealed(...places)} && rm -f -- ${places.map((place) => `${place}.tar.gz`)}`, {
    title: `remove ${old.join(', ')}`,
  });
  await state.update((data) => ({
    ...data,
    builds: Object.fromEntries(Object.entries(data.builds).filter(([name]) => !old.includes(name))),
  }));
  return old;
}

import { sh } from '../command/command.js';
import type { HostContext } from '../run/contexts.js';
import { buildFoldersOn, buildsOn } from './builds-on-host.js';
import { buildNumber } from './names.js';
import { buildsToRemove } from './retention.js';
import { removeSealed } from './seal.js';

/**
 * Removes the builds of a host that need not stay.
 *
 * @param keep how many stay beside those in use
 * @returns the names of those that were removed
 */
export async function pruneBuilds(
  context: HostContext,
  keep: number = context.project.keepBuilds,
): Promise<string[]> {
  const { remote, paths, project, state } = context;
  const [finished, folders, known] = await Promise.all([
    buildsOn(remote, paths),
    buildFoldersOn(remote, paths),
    state.read(),
  ]);
  const numbered = folders.flatMap((name) => {
    const number = buildNumber(project.name, name);
    return number === undefined ? [] : [{ name, number }];
  });
  const old = buildsToRemove({ finished, folders: numbered, state: known }, keep);
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

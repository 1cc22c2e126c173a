import { type Command, sh } from '../command/command.js';
import type { Paths } from '../config/paths.js';
import type { HostContext } from '../run/contexts.js';
import { BUILD_FILE, buildFoldersOn, buildsOn } from './builds-on-host.js';
import { buildNumber } from './names.js';
import { buildsToRemove } from './retention.js';
import { removeSealed } from './seal.js';

/**
 * The builds of a host that need not stay, the newest first.
 *
 * @param keep how many stay beside those in use
 */
export async function oldBuildsOn(
  { remote, paths, project, state }: HostContext,
  keep: number = project.keepBuilds,
): Promise<string[]> {
  const [finished, folders, known] = await Promise.all([
    buildsOn(remote, paths),
    buildFoldersOn(remote, paths),
    state.read(),
  ]);
  const numbered = folders.flatMap((name) => {
    const number = buildNumber(project.name, name);
    return number === undefined ? [] : [{ name, number }];
  });
  const newestFirst = numbered.toSorted((a, b) => b.number - a.number);
  return buildsToRemove({ finished, folders: newestFirst, state: known }, keep);
}

/** What becomes of the files of builds that are removed. */
export interface Removal {
  /**
   * Whether the newest of them may stay as {@link Paths.spare}, where that costs hardly any room. To make one build of another
   * takes a fraction of the time of removing thousands of links and making as many.
   */
  readonly spare: boolean;
}

/**
 * Removes builds of a host, with their archives, and forgets them.
 *
 * @param names the newest first
 */
export async function removeBuilds(
  { remote, paths, state }: HostContext,
  names: readonly string[],
  { spare }: Removal,
): Promise<void> {
  if (names.length === 0) return;
  const places = names.map((name) => paths.build(name));
  const archives = places.map((place) => `${place}.tar.gz`);
  const remove = sh`${removeSealed(...places)} && rm -f -- ${archives}`;
  await remote.run(spare ? sh`${spareLinked(places.slice(0, 1), paths)} && ${remove}` : remove, {
    title: `remove ${names.join(', ')}`,
  });
  await state.update((data) => ({
    ...data,
    builds: Object.fromEntries(Object.entries(data.builds).filter(([name]) => !names.includes(name))),
  }));
}

/** Removes what was kept of a build for the next copy. */
export async function removeSpare({ remote, paths }: HostContext): Promise<void> {
  if (await remote.exists(paths.spare))
    await remote.run(removeSealed(paths.spare), { title: 'remove what was kept for the next copy' });
}

/** Puts a build aside if its files are links: then other builds have nearly all of them too. */
function spareLinked(places: readonly string[], { spare }: Paths): Command {
  return sh`for build in ${places}; do
  if [ -f "$build"/${BUILD_FILE} ] && [ -n "$(find "$build" -type f -links +1 | head -n 1)" ]; then
    { ${removeSealed(spare)}; } && mv -T -- "$build" ${spare} || exit
  fi
done`;
}

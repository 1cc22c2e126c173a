import { sh } from '../command/command.js';
import type { HostContext } from '../run/contexts.js';
import { buildFoldersOn, buildsOn } from './builds-on-host.js';
import { buildNumber } from './names.js';
import { buildsToRemove } from './retention.js';
import { removeSealed } from './seal.js';

/**
 * The builds of a host that need not stay.
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
  return buildsToRemove({ finished, folders: numbered, state: known }, keep);
}

/** Removes builds of a host, with their archives, and forgets them. */
export async function removeBuilds(
  { remote, paths, state }: HostContext,
  names: readonly string[],
): Promise<void> {
  if (names.length === 0) return;
  const places = names.map((name) => paths.build(name));
  await remote.run(sh`${removeSealed(...places)} && rm -f -- ${places.map((place) => `${place}.tar.gz`)}`, {
    title: `remove ${names.join(', ')}`,
  });
  await state.update((data) => ({
    ...data,
    builds: Object.fromEntries(Object.entries(data.builds).filter(([name]) => !names.includes(name))),
  }));
}

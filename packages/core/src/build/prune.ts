import type { HostContext } from '../api/contexts.js';
import type { Paths } from '../api/paths.js';
import { type Command, sh } from '../command/command.js';
import { BUILD_FILE, OWN_MARK } from './build-files.js';
import { buildsOn, entriesInBuilds } from './builds-on-host.js';
import { usersOfBuilds } from './in-use.js';
import { buildNumber } from './names.js';
import { type Outlook, stockWith } from './outlook.js';
import { ownFunctions } from './own-folder.js';
import { buildsToRemove } from './retention.js';

/** A build that may be removed. */
export interface OldBuild {
  readonly name: string;
  /** Whether its archive exists, which is removed with it. */
  readonly hasArchive: boolean;
}

/**
 * The builds of a host that need not stay, the newest first. Only builds that fck made and that no program outside of
 * fck uses; builds kept because of such a program are reported.
 *
 * @param outlook what a dry run expects to be there by then
 * @param keep how many stay beside those in use
 */
export async function oldBuildsOn(
  context: HostContext,
  outlook: Outlook,
  keep: number = context.project.keepBuilds,
): Promise<OldBuild[]> {
  const { remote, paths, project, state } = context;
  const [finished, entries, known] = await Promise.all([
    buildsOn(remote, paths),
    entriesInBuilds(remote, paths),
    state.read(),
  ]);
  const folders = entries.flatMap(({ name, isOwn }) => {
    const number = buildNumber(project.name, name);
    return number === undefined || !isOwn ? [] : [{ name, number }];
  });
  const newestFirst = folders.toSorted((a, b) => b.number - a.number);
  const old = buildsToRemove(stockWith(outlook, { finished, folders: newestFirst, state: known }), keep);
  const users = await usersOfBuilds(context, old);
  for (const [name, user] of users) context.note(`${name} stays, though it is old: ${user} uses it.`);
  const names = new Set(entries.map(({ name }) => name));
  return old
    .filter((name) => !users.has(name))
    .map((name) => ({ name, hasArchive: names.has(`${name}.tar.gz`) }));
}

/** How to dispose of the files of removed builds. */
export interface Removal {
  /**
   * Whether the newest of them may stay as {@link Paths.spare}, if that takes hardly any disk space. Making a build
   * from another one takes a fraction of the time of removing and making thousands of links.
   */
  readonly spare: boolean;
}

/**
 * Removes builds of a host with their archives, and deletes their records.
 *
 * @param old the newest first
 */
export async function removeBuilds(
  { remote, paths, state }: HostContext,
  old: readonly OldBuild[],
  { spare }: Removal,
): Promise<void> {
  if (old.length === 0) return;
  const names = old.map(({ name }) => name);
  const places = names.map((name) => paths.build(name));
  const archives = old.filter(({ hasArchive }) => hasArchive).map(({ name }) => `${name}.tar.gz`);
  const spareNewest = spare ? spareLinked(places[0] ?? '', paths) : sh`:`;
  await remote.run(
    sh`${ownFunctions}
${spareNewest}
remove_own ${places} && rm -f -- ${archives.map((archive) => paths.build(archive))}`,
    { title: `remove ${[...names, ...archives].join(', ')}` },
  );
  await state.update((data) => ({
    ...data,
    builds: Object.fromEntries(Object.entries(data.builds).filter(([name]) => !names.includes(name))),
  }));
}

/** Removes the spare build that was kept for the next copy. */
export async function removeSpare({ remote, paths: { spare } }: HostContext): Promise<void> {
  const isOurs = sh`[ ! -L ${spare} ] && { [ -f ${spare}/${OWN_MARK} ] || [ -f ${spare}/${BUILD_FILE} ]; }`;
  if (await remote.test(isOurs))
    await remote.run(
      sh`${ownFunctions}
${markSpare(spare)} && remove_own ${spare}`,
      { title: 'remove what was kept for the next copy' },
    );
}

/** A spare build from before the mark is identified by its description. */
function markSpare(spare: string): Command {
  return sh`{ [ ! -f ${spare}/${BUILD_FILE} ] || [ -L ${spare} ] || { chmod u+w -- ${spare} && : >${spare}/${OWN_MARK}; }; }`;
}

/**
 * Puts a build aside if its files are links: then other builds have nearly all of them too. Any other file at that path
 * stays.
 */
function spareLinked(build: string, { spare }: Paths): Command {
  return sh`
if [ -f ${build}/${BUILD_FILE} ] && is_own ${build} && [ -n "$(find ${build} -type f -links +1 | head -n 1)" ]; then
  ${markSpare(spare)} && remove_own ${spare} 2>/dev/null &&
    { chmod u+w -- ${build} && : >${build}/${OWN_MARK} && mv -T -- ${build} ${spare} || exit; }
fi`;
}

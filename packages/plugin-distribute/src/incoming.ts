import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { type Build, type Command, listFiles, type Paths, sh } from '@fck/core';

/** Sets the folders of this run apart from those that a killed one left. */
const run = randomBytes(4).toString('hex');

/** Where a build is put together before it stands at its place: beside it, so that putting it there is one rename. */
export function incomingFolder(paths: Paths, build: Build): string {
  return posix.join(paths.builds, `.incoming-${build.name}-${run}-${randomBytes(3).toString('hex')}`);
}

/** Removes what killed runs left. Sealed folders are read-only: they must be made writable before they can be removed. */
export function removeLeftovers(paths: Paths): Command {
  return sh`mkdir -p -- ${paths.builds} &&
    find ${paths.builds} -maxdepth 1 -name '.incoming-*' ! -name ${`*-${run}-*`} -exec chmod -R u+w -- {} \; -exec rm -rf -- {} +`;
}

/** Removes a copy that did not come to its end. */
export function removeIncoming(folder: string): Command {
  return sh`[ ! -e ${folder} ] || { chmod -R u+w -- ${folder}; rm -rf -- ${folder}; }`;
}

/**
 * Checks that a copy is, to the last file, what the build's checksum says, and moves it to its place. An unfinished folder
 * there (without `build.json`) gives way.
 */
export function acceptIncoming(folder: string, place: string, build: Build): Command {
  return sh`
cd ${folder} || exit
[ "$(sha256sum <files.sha256 | cut -d' ' -f1)" = ${build.checksum} ] || { echo 'files.sha256 is not the list of this build' >&2; exit 65; }
[ "$(${listFiles})" = "$(cat files.sha256)" ] || {
  echo 'these files differ, are missing or do not belong to it:' >&2
  sha256sum -c files.sha256 2>/dev/null | grep -v ': OK$' | head -n 10 >&2
  exit 65
}
[ -s build.json ] || { echo 'build.json is missing' >&2; exit 65; }
sync -f . 2>/dev/null || sync
[ ! -e ${place} ] || [ -e ${`${place}/build.json`} ] || { chmod -R u+w -- ${place} && rm -rf -- ${place}; } || exit
[ ! -e ${place} ] && mv -- ${folder} ${place}`;
}

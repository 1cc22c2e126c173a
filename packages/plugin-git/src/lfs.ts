import { type Command, isFckError, sh } from '@fck/core';

/**
 * Lists files of Git LFS of which a work tree has only a pointer. If no `.gitattributes` mentions LFS, git only has to read these
 * files.
 */
const listOwnPointers = sh`{ git grep -q 'filter=lfs' -- .gitattributes '*/.gitattributes' && git grep -l -e '^version https://git-lfs' -- ':(attr:filter=lfs)' || :; }`;

/** Runs a command in a work tree, then in those of its submodules. There, `$displaypath` is the submodule's path. */
function inSubmodulesToo(own: Command, inSubmodule: Command): Command {
  return sh`{ ${own}; [ ! -f .gitmodules ] || git submodule --quiet foreach --recursive ${inSubmodule.text}; }`;
}

/** The same, of submodules too. */
export const listPointers = inSubmodulesToo(
  listOwnPointers,
  sh`${listOwnPointers} | while IFS= read -r file; do printf '%s/%s\n' "$displaypath" "$file"; done`,
);

/** git rewrites only missing files, even if git-lfs was installed meanwhile. */
export const removePointers = sh`{ ${listOwnPointers} | while IFS= read -r file; do rm -f -- "$file"; done; }`;

/**
 * Packages of git-lfs do not make it a filter of git on every system. Files of a repository that was sent are there already; it may
 * name no server.
 */
const fetchOwnFiles = sh`{ [ -z "$(${listOwnPointers})" ] || ! command -v git-lfs >/dev/null || {
  { git config filter.lfs.process >/dev/null || git lfs install --local --skip-repo >/dev/null; } &&
    { git lfs checkout >/dev/null 2>&1 || :; } &&
    { [ -z "$(${listOwnPointers})" ] || git lfs pull || ! git config remote.origin.url >/dev/null; }; }; }`;

/** Replaces the pointers that a checkout left by the files, if git-lfs is installed. */
export const fetchFilesOfLfs = sh`{ ${fetchOwnFiles} && { [ ! -f .gitmodules ] || git submodule --quiet foreach --recursive ${fetchOwnFiles.text}; }; }`;

const POINTERS = 'fck: pointers of Git LFS:';

export const refusePointers = sh`{ pointers=$(${listPointers} | head -n 20); [ -z "$pointers" ] || { printf '%s\n' ${POINTERS} "$pointers" >&2; exit 1; }; }`;

/** The files that {@link refusePointers} reported; undefined if something else failed. */
export function pointersIn(thrown: unknown): string | undefined {
  if (!isFckError(thrown) || thrown.code !== 'COMMAND_FAILED') return undefined;
  const [, files] = (thrown.detail ?? '').split(`${POINTERS}\n`);
  return files?.trimEnd();
}

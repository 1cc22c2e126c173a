import { errorKind, type Place } from '@fck/core';
import { nearestRefs } from './nearest-refs.js';
import type { KnownRefs, Ref } from './ref.js';
import type { Unsendable } from './unsendable.js';

/** The hint for a ref that does not exist. */
function hintForRef(ref: Ref | undefined, { branches, tags }: KnownRefs): string {
  if (ref?.kind === 'branch' && tags.includes(ref.name))
    return `It has a tag of that name: write \`tag: ${ref.name}\`.`;
  if (ref?.kind === 'tag' && branches.includes(ref.name))
    return `It has a branch of that name: write \`branch: ${ref.name}\`.`;
  const known = [
    ...new Set([...(ref?.kind === 'tag' ? [] : branches), ...(ref?.kind === 'branch' ? [] : tags)]),
  ];
  if (known.length === 0)
    return `It has no ${ref?.kind === 'tag' ? 'tags' : 'branches'}: was anything pushed to it?`;
  const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(', ');
  const near = ref ? nearestRefs(ref.name, known) : [];
  const some = near.length > 0 ? `Did you mean ${quoted(near)}?` : `It has ${quoted(known.slice(0, 8))}.`;
  return `${some} If it is new: was it pushed?`;
}

function hintForSubdirectory(subdirectory: string, projects: readonly string[]): string {
  if (projects.length === 0)
    return 'Below its top, no folder holds a pyproject.toml, setup.py or requirements.txt. Leave `subdirectory:` out, or commit the folder.';
  const near = nearestRefs(subdirectory, projects);
  const known = [...near, ...projects.filter((folder) => !near.includes(folder))];
  const others = known.length > 8 ? ` and ${known.length - 8} others` : '';
  return `Folders with a pyproject.toml, setup.py or requirements.txt: ${known.slice(0, 8).join(', ')}${others}.`;
}

/** The errors of repositories. */
export const gitErrors = {
  unknownRepo: errorKind(
    'GIT_REPO_UNKNOWN',
    'The configuration names a repository that `repos:` does not list.',
    (name: string, known: readonly string[]) => ({
      message: `There is no repository named "${name}".`,
      hint: known.length > 0 ? `\`repos:\` lists: ${known.join(', ')}.` : 'Add it to `repos:`.',
    }),
  ),
  badRef: errorKind(
    'GIT_REF_INVALID',
    'The given text cannot be the name of a branch, tag or commit.',
    (ref: string) => ({
      message: `"${ref}" cannot be the name of a branch, tag or commit.`,
      hint: 'Name a branch, a tag or a commit id.',
    }),
  ),
  refNotFound: errorKind(
    'GIT_REF_NOT_FOUND',
    'A repository has no such branch, tag or commit.',
    (repo: string, ref: Ref | undefined, known: KnownRefs) => ({
      message: ref
        ? `The repository "${repo}" has no ${ref.kind === 'any' ? 'branch, tag or commit' : ref.kind} named "${ref.name}".`
        : `The repository "${repo}" does not say which branch is its default.`,
      hint: hintForRef(ref, known),
    }),
  ),
  occupied: errorKind(
    'GIT_FOLDER_OCCUPIED',
    'The path of a clone holds something else than a clone.',
    (repo: string, path: string) => ({
      message: `The repository "${repo}" cannot be cloned to ${path}: something else is there.`,
      hint: 'Move it away, or give the repository another folder with `dir:`.',
    }),
  ),
  noSubdirectory: errorKind(
    'GIT_SUBDIRECTORY_MISSING',
    'A repository does not have the folder that `subdirectory:` names.',
    (repo: string, subdirectory: string, commit: string, projects: readonly string[]) => ({
      message: `The repository "${repo}" has no folder "${subdirectory}" at commit ${commit.slice(0, 12)}.`,
      hint: hintForSubdirectory(subdirectory, projects),
    }),
  ),
  noKey: errorKind(
    'GIT_NO_KEY',
    'A role has `install_key_file`, and `keys:` has no key for a git host.',
    (host: string) => ({
      message: `\`install_key_file\` is set, but no entry of \`keys:\` has a key for ${host}.`,
      hint: `Add one: keys: {git: {local_file: ~/.ssh/id_ed25519}}, with \`host: ${host}\` if it is for that host alone.`,
    }),
  ),
  keyUnusable: errorKind(
    'GIT_KEY_UNUSABLE',
    'A key file of `keys:` is missing, unreadable, not a private key, or protected by a passphrase.',
    (name: string, file: string, why: string, where: Place) => ({
      message: `The key file of "${name}", ${file}, cannot be used: ${why}.`,
      where,
      hint: 'Correct `local_file`, or make a deploy key: ssh-keygen -t ed25519 -N "" -f FILE.',
    }),
  ),
  hostKeyNotSeen: errorKind(
    'GIT_HOST_KEY_NOT_SEEN',
    'A host could not read the SSH host key of a git host.',
    (host: string, port: number, detail: string | undefined, cause: unknown) => ({
      message: `${host} showed no SSH host key at port ${port}.`,
      hint: 'Is the name right, and may this machine reach that port? If only the scan is blocked, give the key with `host_key:`.',
      detail,
      cause,
    }),
  ),
  lfsPointers: errorKind(
    'GIT_LFS_POINTERS',
    'A repository keeps files in Git LFS, and the host has only pointers to them: the application would serve the pointers instead of the files. Hosts need git-lfs. They fetch the files from the server of a `url:`; those of a repository with a `path:` are sent from this machine, if it has them.',
    (repo: string, host: string, files: string, isSent: boolean) => ({
      message: `The repository "${repo}" keeps files in Git LFS, and ${host} has only pointers to them.`,
      detail: files,
      hint: isSent
        ? 'Add `git-lfs` to the `tools:` of the role, run `fck run provision`, and build again. If it is installed there, this machine does not have the files either: run `git lfs fetch` in the repository (in its submodules: `git submodule foreach git lfs fetch`).'
        : 'Add `git-lfs` to the `tools:` of the role, run `fck run provision`, and build again. If it is installed there: may the host read from the LFS server?',
      host,
    }),
  ),
  local: errorKind(
    'GIT_LOCAL_FAILED',
    'A repository of this machine could not be read.',
    (repo: string, path: string, { why, hint }: Unsendable, detail?: string) => ({
      message: `The repository "${repo}" at ${path} cannot be sent: ${why}.`,
      hint:
        hint ?? '`path:` names the top folder of a git repository on this machine, with at least one commit.',
      detail,
    }),
  ),
};

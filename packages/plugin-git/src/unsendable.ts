import { quote } from '@fck/core';

/** Why a repository of this machine cannot be sent, and how to fix that. */
export interface Unsendable {
  readonly why: string;
  readonly hint?: string | undefined;
}

/** The meaning of git's message about a folder that is no readable repository. An unknown message is quoted. */
export function unreadableRepository(path: string, output: string): Unsendable {
  if (/ENOENT/.test(output)) return { why: 'git is not installed on this machine' };
  if (/detected dubious ownership/.test(output))
    return {
      why: 'it belongs to another user, and git does not read the repositories of others',
      hint: `If you trust its content: git config --global --add safe.directory ${quote(path)}`,
    };
  if (/not a git repository/.test(output)) return { why: 'it is no git repository' };
  if (/unknown repository (extension|version)|unsupported|Expected git repo version/i.test(output))
    return {
      why: 'git on this machine is too old for it',
      hint: `Install a newer git on this machine. It says: ${output.split('\n')[0] ?? ''}`,
    };
  return { why: `git cannot read it (${output.split('\n')[0] ?? ''})` };
}

export function notInShallowClone(path: string, ref: string): Unsendable {
  return {
    why: `it is a shallow clone, which does not have "${ref}"`,
    hint: `Fetch the whole history: git -C ${quote(path)} fetch --unshallow --tags`,
  };
}

export function partialClone(path: string, missing: number): Unsendable {
  return {
    why: `it is a partial clone (--filter), without ${missing} of the objects of that commit and its history`,
    hint: `Fetch the rest: git -C ${quote(path)} fetch --refetch --no-filter (git 2.36 or newer), or make a whole clone.`,
  };
}

/** @param prefix path of the folder in the repository */
export function folderOfRepository(top: string, prefix: string): Unsendable {
  return {
    why: 'it is a folder inside of a repository, not its top',
    hint: `Write \`path: ${top}\` and \`subdirectory: ${prefix.replace(/\/$/, '')}\`.`,
  };
}

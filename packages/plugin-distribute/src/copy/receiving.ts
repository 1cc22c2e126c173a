import type { Build, Command, Paths } from '@fck/core';

/** The build to receive, and its base. */
export interface Receiving {
  readonly paths: Paths;
  readonly build: Build;
  /** A sealed build on the same host, whose equal files are linked. */
  readonly base: Pick<Build, 'name'> | undefined;
  /** Runs the sending end, if this host can reach it by itself; else this program's stdin and stdout lead to it. */
  readonly sender?: Command | undefined;
  /** The token of a preparation by the same run, whose checksums and lists are used. */
  readonly prepared?: string | undefined;
}

/** The folders in which a copy assembles the build before its rename, and keeps its lists. */
export function incomingFolders(
  paths: Paths,
  build: Build,
): { readonly tree: string; readonly lists: string } {
  const tree = `${paths.builds}/.incoming-${build.name}`;
  return { tree, lists: `${tree}.lists` };
}

/** Exit codes of the receiving end. Any other is that of the command that failed. */
export const receiveExits = { differs: 65, gone: 69, foreign: 73, unreached: 75 } as const;

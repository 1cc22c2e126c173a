import { type Command, sh } from '../command/command.js';
import { freshFolder } from './own-folder.js';

/**
 * Copies a tree to a folder, which is emptied first. Shares blocks if the file system and the host's `cp` support it.
 * The second command is for the cp of uutils 0.0.30, which sets the mode of a folder before filling it and so fails in
 * a read-only folder; the third is for busybox. The modes of folders may differ afterwards.
 */
export function copyTree(from: string, to: string): Command {
  const fresh = freshFolder(to);
  const copy = (how: Command) => sh`{ ${fresh} && cp ${how} -- ${from}/. ${to}`;
  return sh`{ ${copy(sh`-a --reflink=auto`)} 2>/dev/null; } || ( umask 022; ${copy(sh`-dR --preserve=timestamps,links`)}; } ) 2>/dev/null || ${copy(sh`-a`)}; }; }`;
}

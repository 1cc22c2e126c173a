import { type Command, sh } from '../command/command.js';
import { freshFolder } from './own-folder.js';

/**
 * Copies a tree to a folder, which is emptied first. Blocks are shared where the file system and the host's `cp` can do that. The second
 * way is for the cp of uutils 0.0.30, which gives a folder its mode before it fills it, so that it fails in a folder that is read-only; the
 * third is for busybox. The modes of folders may be others afterwards.
 */
export function copyTree(from: string, to: string): Command {
  const fresh = freshFolder(to);
  const copy = (how: Command) => sh`{ ${fresh} && cp ${how} -- ${from}/. ${to}`;
  return sh`{ ${copy(sh`-a --reflink=auto`)} 2>/dev/null; } || ( umask 022; ${copy(sh`-dR --preserve=timestamps,links`)}; } ) 2>/dev/null || ${copy(sh`-a`)}; }; }`;
}

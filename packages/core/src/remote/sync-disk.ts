import { type Command, sh } from '../command/command.js';

/**
 * Syncs the file system of a path to disk. For work with many files: once, after all are written and before the file or
 * the name that marks them complete. Otherwise that name may survive a power cut while the files below it are empty.
 */
export function syncDisk(path: string | Command): Command {
  return sh`{ sync -f -- ${path} 2>/dev/null || sync; }`;
}

import { type Command, sh } from '../command/command.js';

/**
 * Makes all that was written to the disk of a path survive a power cut. For work of many files: once, when all are there and
 * before the file or the name that says so. Without it, that name may stand after the cut and the files below it be empty.
 */
export function syncDisk(path: string | Command): Command {
  return sh`{ sync -f -- ${path} 2>/dev/null || sync; }`;
}

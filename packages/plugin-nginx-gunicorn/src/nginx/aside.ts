import { posix } from 'node:path';
import { type Remote, sh } from '@fck/core';

/** A foreign configuration file, and where it is kept while another site replaces it. */
export interface Aside {
  readonly file: string;
  readonly backup: string;
}

/** Moves files away. Each is copied and synced to disk before it is removed. Missing files are no error. */
export async function setAside(root: Remote, files: readonly Aside[]): Promise<void> {
  for (const { file, backup } of files) {
    const folder = posix.dirname(backup);
    await root.run(
      sh`[ -e ${file} ] || [ -L ${file} ] || exit 0
mkdir -p -m 700 -- ${folder} && cp -a -- ${file} ${backup} && sync && rm -f -- ${file}`,
      { title: `take ${file} away, and keep it as ${backup}` },
    );
  }
}

/** Puts files back with owner and mode. Files that exist already, or were never moved away, are no error. */
export async function bringBack(root: Remote, files: readonly Aside[]): Promise<void> {
  for (const { file, backup } of files) {
    const folder = posix.dirname(backup);
    // First into the same folder under a name that nginx ignores, so that the file appears complete, by a rename.
    await root.run(
      sh`[ -e ${backup} ] || [ -L ${backup} ] || exit 0
if [ ! -e ${file} ]; then cp -a -- ${backup} ${file}.fck-back && mv -f -- ${file}.fck-back ${file} && sync || exit; fi
rm -f -- ${backup}; rmdir -- ${folder} ${posix.dirname(folder)} 2>/dev/null; :`,
      { title: `put ${file} back` },
    );
  }
}

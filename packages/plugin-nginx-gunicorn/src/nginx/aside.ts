import { posix } from 'node:path';
import { type Remote, sh } from '@fck/core';

/** A configuration file of others, and where it is kept while another site takes its place. */
export interface Aside {
  readonly file: string;
  readonly backup: string;
}

/** Takes files away. Each is kept, whole and durable, before it goes. Files that are gone already are no error. */
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

/** Puts files back where they were, with owner and mode. Those that are there already, or were never taken away, are no error. */
export async function bringBack(root: Remote, files: readonly Aside[]): Promise<void> {
  for (const { file, backup } of files) {
    const folder = posix.dirname(backup);
    // Beside its place, under a name that nginx does not read, so that it appears whole.
    await root.run(
      sh`[ -e ${backup} ] || [ -L ${backup} ] || exit 0
if [ ! -e ${file} ]; then cp -a -- ${backup} ${file}.fck-back && mv -f -- ${file}.fck-back ${file} && sync || exit; fi
rm -f -- ${backup}; rmdir -- ${folder} ${posix.dirname(folder)} 2>/dev/null; :`,
      { title: `put ${file} back` },
    );
  }
}

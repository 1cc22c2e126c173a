import { posix } from 'node:path';
import { type HostContext, sh } from '@fck/core';
import type { LocalRepository } from './local-git.js';

/**
 * Sends the files that a commit keeps in Git LFS to the store of a clone on the host, as far as this machine has them. git-lfs on the
 * host finds them there. Files that the host has are not sent again.
 *
 * @param gitDir the clone's git folder
 */
export async function sendLfsFiles(
  { remote }: HostContext,
  gitDir: string,
  local: LocalRepository,
  commit: string,
): Promise<void> {
  const files = await local.lfsFilesOf(commit);
  if (files.size === 0) return;
  const store = posix.join(gitDir, 'lfs', 'objects');
  const { stdout } = await remote.look(sh`find ${store} -type f 2>/dev/null | sed 's|.*/||'`);
  const present = new Set(stdout.split('\n'));
  const missing = [...files].filter(([id]) => !present.has(id));
  if (missing.length === 0) return;
  const placeOf = (id: string) => posix.join(store, id.slice(0, 2), id.slice(2, 4), id);
  const folders = [...new Set(missing.map(([id]) => posix.dirname(placeOf(id))))];
  await remote.run(sh`mkdir -p -- ${folders}`, { title: `make room for ${missing.length} files of Git LFS` });
  for (const [id, file] of missing) await remote.upload(file, placeOf(id));
}

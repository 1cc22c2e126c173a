import { posix } from 'node:path';
import { type Host, type HostContext, sh } from '@fck/core';
import { keyFiles } from '../key-files.js';

/**
 * Which hosts a host should be able to log in to by itself: it has a key pair, and has pinned their host keys.
 *
 * @returns a function that answers for each host
 */
export async function reachableFrom({ remote, project }: HostContext): Promise<(host: Host) => boolean> {
  const { home } = await remote.facts();
  const files = keyFiles(home, project.name);
  const { stdout } = await remote.look(
    sh`[ ! -s ${files.privateKey} ] || { cd -- ${files.folder} && printf '%s\n' *; }`,
  );
  const pinned = new Set(stdout.split('\n'));
  return (host) => pinned.has(posix.basename(files.knownHosts(host)));
}

import { posix } from 'node:path';
import type { Host } from '@fck/core';

/** The files below `~/.ssh` with which hosts of one project log in to each other. */
export interface KeyFiles {
  readonly folder: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly authorizedKeys: string;
  /** The program that the keys of other hosts run here. */
  readonly sendOnly: string;
  /** What marks the keys of the project's hosts in `authorized_keys`. */
  readonly mark: string;
  /** Lock file for changes of `authorized_keys`. */
  readonly lock: string;
  /** The only accepted host keys of another host. One file per host, so that hosts can be pinned in parallel. */
  knownHosts(target: Host): string;
}

/** Names the files of a project in a user's home folder. */
export function keyFiles(home: string, project: string): KeyFiles {
  const folder = posix.join(home, '.ssh');
  const named = (rest: string) => posix.join(folder, `fck_${plain(project)}_${rest}`);
  return {
    folder,
    privateKey: named('ed25519'),
    publicKey: named('ed25519.pub'),
    authorizedKeys: posix.join(folder, 'authorized_keys'),
    sendOnly: named('send_only'),
    mark: markOf(project),
    lock: posix.join(folder, '.fck_authorized_keys.lock'),
    knownHosts: (target) => named(`known_${hostAlias(target)}`),
  };
}

/** The name under which a host's keys are pinned: its address may change, or differ when seen from elsewhere. */
export function hostAlias(host: Host): string {
  return plain(host.name);
}

/** The comment of a key in `authorized_keys`: its project and its host. A new key of that host replaces it. */
export function keyComment(project: string, host: Host): string {
  return `${markOf(project)}${plain(host.name)}`;
}

function markOf(project: string): string {
  return `fck:${plain(project)}:`;
}

/** A name as part of a file name, a known_hosts pattern or a comment: other characters become underscores. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

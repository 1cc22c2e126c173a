import { posix } from 'node:path';
import type { Host } from '@fck/core';

/** The files below `~/.ssh` by which hosts of one project log in to each other. */
export interface KeyFiles {
  readonly folder: string;
  readonly privateKey: string;
  readonly publicKey: string;
  readonly authorizedKeys: string;
  /** The program that the keys of other hosts run here. */
  readonly sendOnly: string;
  /** What marks the keys of the project's hosts in `authorized_keys`. */
  readonly mark: string;
  /** Held while `authorized_keys` is changed. */
  readonly lock: string;
  /** The only host keys that are accepted of another host. A file for each, so that hosts can be pinned side by side. */
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

/** The name under which a host's keys are pinned: its address may change, and be seen differently from elsewhere. */
export function hostAlias(host: Host): string {
  return plain(host.name);
}

/** What marks a key in `authorized_keys`: which project's, and which host's. A new key of that host replaces it. */
export function keyComment(project: string, host: Host): string {
  return `${markOf(project)}${plain(host.name)}`;
}

function markOf(project: string): string {
  return `fck:${plain(project)}:`;
}

/** A name as a part of a file name, of a pattern of known_hosts, of a comment: whatever is not plain becomes an underscore. */
function plain(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9._-]/g, '_');
}

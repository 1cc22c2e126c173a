import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { type Build, type Command, type Paths, sh } from '@fck/core';
import { sending } from './copy/send-program.js';
import type { KeyFiles } from './key-files.js';

/** The first word of a request for a build. Another protocol needs another word. */
const REQUEST = 'fck-send-build';

/** The request for one of a host's builds: the only command line that its {@link sendOnlyProgram} accepts. */
export function requestFor({ name, checksum }: Pick<Build, 'name' | 'checksum'>): Command {
  return sh`${[REQUEST, name, checksum]}`;
}

/**
 * The program that sshd runs for an authorized key, whatever command the client requests. It only sends a sealed build of the
 * project: the request is three words that must match strict patterns, and no part of it is ever evaluated.
 */
export function sendOnlyProgram(project: string, paths: Pick<Paths, 'builds'>): string {
  const { text } = sh`#!/bin/sh
# Written by fck, which replaces it when it provisions. authorized_keys names it for keys of other hosts.
LC_ALL=C; export LC_ALL
refuse() { printf 'This key fetches builds of %s, and does nothing else.\n' ${project} >&2; exit 126; }
set -f
set -- $SSH_ORIGINAL_COMMAND
set +f
[ $# -eq 3 ] && [ "$1" = ${REQUEST} ] || refuse
case $2 in [!A-Za-z0-9_]* | *[!A-Za-z0-9._-]*) refuse;; esac
case $3 in *[!0-9a-f]*) refuse;; esac
folder=${paths.builds}/$2 checksum=$3
${sending}
`;
  return text;
}

/**
 * The command of an `authorized_keys` line. The login shell reads it, so it contains only plain words. Every shell expands `~`;
 * a relative path would not work, since a `.bashrc` may change the folder.
 */
export function sendOnlyCommand({ sendOnly }: Pick<KeyFiles, 'sendOnly'>): string {
  return `sh ~/.ssh/${posix.basename(sendOnly)}`;
}

/** Looks whether a host has this program, and whether only its owner may read or change it. */
export function hasSendOnly({ sendOnly }: Pick<KeyFiles, 'sendOnly'>, program: string): Command {
  const sum = createHash('sha256').update(program).digest('hex');
  return sh`[ "$(stat -c %a -- ${sendOnly})" = 600 ] && echo ${`${sum}  ${sendOnly}`} | sha256sum -c --status`;
}

import { type Command, sh } from '@fck/core';
import type { KeyFiles } from './key-files.js';

const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,3})(?: |$)/;

/** A public key without its comment; undefined if the text is none. It comes from another machine, and is not trusted. */
export function publicKeyIn(line: string): string | undefined {
  const match = PUBLIC_KEY.exec(line.trim());
  return match ? `${match[1]} ${match[2]}` : undefined;
}

/**
 * The line of `authorized_keys` for a key. `restrict` forbids all forwarding and terminals, also kinds that OpenSSH adds
 * later: what is left is running a command.
 */
export function authorizedLine(publicKey: string, comment: string): string {
  return `restrict ${publicKey} ${comment}`;
}

/** Looks whether a line stands in `authorized_keys`. */
export function isAuthorized(files: KeyFiles, line: string): Command {
  return sh`grep -qxF -- ${line} ${files.authorizedKeys}`;
}

/**
 * Puts a line into `authorized_keys` in place of the one with the same comment. Other hosts may do the same at this
 * moment: the file is changed under a lock and replaced whole, so that no login is ever refused over half a file.
 */
export function authorize(files: KeyFiles, line: string, comment: string): Command {
  return sh`
umask 077
mkdir -p -- ${files.folder} || exit
exec 9>>${files.lock} || exit
flock -w 60 9 || exit
keys=${files.authorizedKeys}
[ ! -L "$keys" ] || keys=$(readlink -f -- "$keys") || exit
[ -e "$keys" ] || : >"$keys" || exit
grep -qxF -- ${line} "$keys" && exit 0
{ awk -v comment=${comment} '$NF != comment' "$keys" && printf '%s\n' ${line}; } >"$keys.fck" || exit
chmod 600 "$keys.fck" && sync "$keys.fck" && mv -- "$keys.fck" "$keys"`;
}

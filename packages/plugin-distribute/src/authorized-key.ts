import { type Command, sh } from '@fck/core';
import type { KeyFiles } from './key-files.js';
import { sendOnlyCommand } from './send-only.js';

const PUBLIC_KEY = /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp\d+|sk-[a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,3})(?: |$)/;

/** A public key without its comment; undefined if the text is not a key. It comes from another machine, and is not trusted. */
export function publicKeyIn(line: string): string | undefined {
  const match = PUBLIC_KEY.exec(line.trim());
  return match ? `${match[1]} ${match[2]}` : undefined;
}

/** The limits of a key in sshd: `restrict` forbids forwarding, terminals and later additions of OpenSSH; the command replaces any other. */
function optionsOf(files: KeyFiles): string {
  return `restrict,command="${sendOnlyCommand(files)}"`;
}

/** The line of `authorized_keys` for a key, which may fetch builds. */
export function authorizedLine(files: KeyFiles, publicKey: string, comment: string): string {
  return `${optionsOf(files)} ${publicKey} ${comment}`;
}

/** Looks whether `authorized_keys` has a line, and no line of an older fck, whose keys may run any command. */
export function isAuthorized(files: KeyFiles, line: string): Command {
  const keys = files.authorizedKeys;
  return sh`grep -qxF -- ${line} ${keys} && awk -v mark=${files.mark} '$1 == "restrict" && index($NF, mark) == 1 { exit 1 }' ${keys}`;
}

/**
 * Puts a line into `authorized_keys` in place of the one with the same comment, and restricts lines of an older fck. Other
 * hosts may do the same at this moment: the file is changed under a lock and replaced by a rename, so that an incomplete file never
 * refuses a login.
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
{ awk -v comment=${comment} -v mark=${files.mark} -v options=${optionsOf(files)} '
  $NF == comment { next }
  $1 == "restrict" && index($NF, mark) == 1 { sub(/^[ \t]*restrict/, options) }
  { print }' "$keys" && printf '%s\n' ${line}; } >"$keys.fck" || exit
chmod 600 "$keys.fck" && sync "$keys.fck" && mv -- "$keys.fck" "$keys"`;
}

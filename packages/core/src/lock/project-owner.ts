import { type Command, sh } from '../command/command.js';

/**
 * Defines `other_owner PROJECT LOGIN`: prints the account that a project on the machine belongs to, and succeeds, if that is another one
 * than the login user. The project's folder records it. A folder of root's, as systems and the ancestor of fck make them, belongs to
 * nobody yet, unless root deployed there.
 */
export const namingOwner: Command = sh`
other_owner() {
  [ -d "$1" ] || return 1
  record=$1
  [ "$(stat -L -c %u -- "$1")" != 0 ] || record=$1/state.json
  [ -e "$record" ] || return 1
  [ "$(stat -L -c %u -- "$record")" != "$(id -u -- "$2")" ] || return 1
  stat -L -c '%U %u' -- "$record"
}`;

/** Whom a machine named as the owner, in a line `owner NAME UID`; undefined if it named none. An account that is gone has a number alone. */
export function ownerIn(lines: readonly string[]): string | undefined {
  const [, name, uid] =
    lines
      .map((line) => /^owner ([\x21-\x7e]{1,64}) (\d{1,10})$/.exec(line))
      .find((match) => match !== null) ?? [];
  return name === 'UNKNOWN' ? `the account with the number ${uid}` : name;
}

import { type Command, sh } from '../command/command.js';

/**
 * Defines `other_owner PROJECT LOGIN`: if the project on the machine belongs to an account other than the login user,
 * prints that account and succeeds. The project's folder records the owner. A folder of root, as systems and
 * fabcloudkit create it, has no owner yet, unless root deployed there.
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

/**
 * The owner in a machine's line `owner NAME UID`; undefined without such a line. A deleted account has only a number.
 */
export function ownerIn(lines: readonly string[]): string | undefined {
  const [, name, uid] =
    lines
      .map((line) => /^owner ([\x21-\x7e]{1,64}) (\d{1,10})$/.exec(line))
      .find((match) => match !== null) ?? [];
  return name === 'UNKNOWN' ? `the account with the number ${uid}` : name;
}

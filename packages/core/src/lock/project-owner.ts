import { shellProgram } from '../command/shell-program.js';
import { once } from '../once.js';

/** Defines `other_owner PROJECT LOGIN`: prints the account that the project belongs to, unless it is the login user. */
export const namingOwner = once(() => shellProgram(new URL('../../shell/project-owner.sh', import.meta.url)));

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

import { type Command, sh } from '../command/command.js';
import { shellProgram } from '../command/shell-program.js';

/**
 * Fetches apt's package lists, and waits for their lock.
 *
 * @param apt the command to which `update` is added
 */
export function fetchAptLists(apt: Command): Command {
  return sh`${shellProgram(new URL('../../shell/apt-lists.sh', import.meta.url))}
fetch_apt_lists ${apt}`;
}

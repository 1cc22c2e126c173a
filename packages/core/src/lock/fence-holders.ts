import { shellProgram } from '../command/shell-program.js';
import type { FenceHolder } from '../errors/lock.js';
import { once } from '../once.js';

/** Limits: number of processes named, and characters of each command line. */
const LIMITS = { processes: 5, command: 200 } as const;

/** Defines `name_holders FILE`: prints a line for each process that holds the file with `flock`. */
export const namingHolders = once(() =>
  shellProgram(new URL('../../shell/fence-holders.sh', import.meta.url)),
);

/** Parses the output of `name_holders` among other lines. Its size is bounded here, too. */
export function parseFenceHolders(lines: readonly string[]): FenceHolder[] {
  return lines
    .flatMap((line) => {
      const [, pid, user = '', kind, command = ''] =
        /^process (\d{1,10}) ([\x21-\x7e]{1,64}) (step|other) ?([\x20-\x7e]*)$/.exec(line) ?? [];
      return pid === undefined
        ? []
        : [{ pid: Number(pid), user, isStep: kind === 'step', command: command.slice(0, LIMITS.command) }];
    })
    .slice(0, LIMITS.processes);
}

import { type Command, sh } from '../command/command.js';
import type { FenceHolder } from '../errors/lock.js';

/** Limits: number of processes named, and characters of each command line. */
const LIMITS = { processes: 5, command: 200 } as const;

/**
 * Defines `name_holders FILE`: prints a line for each process that holds the file with `flock`. It reads the locks of
 * each process's descriptors, since /proc/locks names the process that took the lock: a program `flock` that ended long
 * ago. Other users' processes are visible to root only. A process's description of itself is not trusted: it is cut to
 * one short, printable line.
 */
export const namingHolders: Command = sh`
name_holders() {
  find /proc/[0-9]*/fd -maxdepth 1 -lname "*/$(basename -- "$1")" 2>/dev/null | while IFS= read -r fd; do
    [ "$fd" -ef "$1" ] || continue
    process=$(dirname -- "$(dirname -- "$fd")")
    grep -q '^lock:.*FLOCK' "$process/fdinfo/$(basename -- "$fd")" 2>/dev/null || continue
    printf 'process %s %s %s\n' "$(basename -- "$process")" "$(stat -c %U -- "$process")" "$(command_of "$process")"
  done | sort -u | head -n ${LIMITS.processes}
}
command_of() {
  head -c 20000 "$1/cmdline" 2>/dev/null | tr '\n\0' ' \n' | LC_ALL=C tr -c '[:print:]\n' ' ' | awk -v limit=${LIMITS.command} '
    $0 == "fck-step" { step = NR; text = ""; next }
    step && $0 == "fck-as" { text = ""; next }
    step && NR <= step + 2 { next }
    { text = text " " $0 }
    END { print (step ? "step" : "other") substr(text, 1, limit) }'
}`;

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

import { quote } from '../command/command.js';

/** Proof that a step may change a machine. */
export interface FencePost {
  readonly root: string;
  readonly run: string;
}

/** Guards every change of a run. */
export interface Fence {
  /**
   * Makes sure that the run has the machine's lock.
   *
   * @throws FckError `LOCK_HELD`, `LOCK_STEPS_RUN`, `LOCK_LOST`
   */
  pass(): Promise<FencePost>;
  /** Keeps the lock while the machine reboots, and takes it again. */
  throughReboot(reboot: () => Promise<void>): Promise<void>;
}

/** Exit code and message of a step that found the lock lost. */
export const LOST = { code: 211, text: 'fck: the lock of this run is lost, so nothing was done' };

/**
 * Runs its arguments only while the run has the lock. Only this shell holds the fence: a daemon that the step starts
 * does not inherit it, and a signal ends the step, but not the shell that waits for it.
 */
const GATE = `exec 9<"$1/.fence" || exit
flock -s 9 || exit
lock=$1/.lock run=$2
{ IFS= read -r holder <"$lock/run"; } 2>/dev/null
if [ "$holder" != "$run" ]; then echo "${LOST.text}" >&2; exit ${LOST.code}; fi
shift 2
trap : HUP INT TERM
"$@" 9<&-
code=$?
exit $code`;

/** Wraps a command line so that it only runs while the run has the machine's lock. */
export function fenced(line: string, { root, run }: FencePost): string {
  return `sh -c ${quote(GATE)} fck-step ${quote(root)} ${quote(run)} ${line}`;
}

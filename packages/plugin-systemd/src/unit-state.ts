import { type Command, sh } from '@fck/core';
import { unitOf } from './places.js';

/** Seconds that a service must be up until it counts as started. */
const STARTED_AFTER = 1;

/** In a second, in what the kernel of any usual architecture tells programs. */
const TICKS = 100;

/** The state of a unit, as {@link stateCommand} prints it. */
export interface UnitState {
  /** Whether it has run for at least a second. */
  readonly up: boolean;
  /** Why it ended, in words; undefined if it did not end, or has run again for a second. */
  readonly ended: string | undefined;
}

/** Prints what {@link stateOf} reads: properties of the unit, and the start of its main process. Starts no program but systemctl. */
export function stateCommand(id: string): Command {
  return sh`
properties=$(systemctl show --property ActiveState,SubState,NRestarts,Result,ExecMainCode,ExecMainStatus,MainPID ${unitOf(id)}) || exit
echo "$properties"
pid=\${properties##*MainPID=}
pid=\${pid%%[!0-9]*}
{ [ "$pid" = 0 ] || { read -r uptime </proc/uptime && read -r process <"/proc/$pid/stat" && printf 'Uptime=%s\nProcess=%s\n' "$uptime" "$process"; }; } 2>/dev/null || :`;
}

/** Parses the output of {@link stateCommand}. */
export function stateOf(output: string): UnitState {
  const found = new Map(
    output.split('\n').map((line): [string, string] => {
      const at = line.indexOf('=');
      return [line.slice(0, at), line.slice(at + 1)];
    }),
  );
  const value = (name: string) => found.get(name) ?? '';
  const runs = value('ActiveState') === 'active' && value('SubState') === 'running';
  const up = runs && ageOf(value('Process'), value('Uptime')) >= STARTED_AFTER;
  const isStarting = runs || value('ActiveState') === 'activating';
  const restarts = value('SubState').startsWith('auto-restart') || Number(value('NRestarts')) > 0;
  const ended = !up && (restarts || !isStarting);
  return { up, ended: ended ? whyItEnded(value) : undefined };
}

/** Seconds since a process was started, by its line in /proc; NaN if it is not known. */
function ageOf(process: string, uptime: string): number {
  // The 22nd field is the time of its start; the second one may have anything in it.
  const ticks = process.slice(process.lastIndexOf(')') + 2).split(' ')[22 - 3];
  return Number.parseFloat(uptime) - Number(ticks) / TICKS;
}

/** Exit codes of systemd itself for a service that it could not execute: see systemd.exec(5). */
const BEFORE_IT_RAN: Readonly<Record<string, string>> = {
  '200': 'its working directory cannot be entered',
  '203': 'its program cannot be run',
  '216': 'its group cannot be set',
  '217': 'its user does not exist',
  '226': 'the file systems that its unit asks for cannot be set up',
};

function whyItEnded(value: (name: string) => string): string {
  const status = value('ExecMainStatus');
  // As <signal.h> names them: 1 is an exit, 2 and 3 are signals.
  if (value('ExecMainCode') === '2' || value('ExecMainCode') === '3') return `signal ${status} ended it`;
  if (value('ExecMainCode') === '1') return BEFORE_IT_RAN[status] ?? `it ended with exit code ${status}`;
  const result = value('Result');
  return result === '' || result === 'success' ? 'it does not run' : `systemd says "${result}"`;
}

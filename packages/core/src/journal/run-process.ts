import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process of a run. */
export interface RunProcess {
  /** The machine's name. */
  readonly machine: string;
  readonly pid: number;
  /** Tells it from a later process with the same id, if the system can. */
  readonly mark: string;
}

/** For a process of which only the existence is known. */
const THERE = 'there';

/** This process. */
export function thisProcess(): RunProcess {
  return { machine: hostname(), pid: process.pid, mark: markOf(process.pid) ?? THERE };
}

/** Whether the process still runs on this machine. Processes on other machines cannot be seen from here. */
export function isRunning({ machine, pid, mark }: RunProcess): boolean {
  return machine === hostname() && markOf(pid) === mark;
}

/** Tells a process from others with the same id before or after; undefined if it does not exist. */
function markOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return isThere(pid) ? THERE : undefined;
  try {
    // The name, in parentheses, may contain anything: count the fields after it. See proc(5).
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, ...more] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' || state === 'X' ? undefined : more[18];
  } catch {
    return undefined;
  }
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    return thrown instanceof Error && 'code' in thrown && thrown.code === 'EPERM';
  }
}

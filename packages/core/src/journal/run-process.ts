import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The process that a run is done by. */
export interface RunProcess {
  /** The machine's name. */
  readonly machine: string;
  readonly pid: number;
  /** Tells it from a later process of that number, where the system can say. */
  readonly mark: string;
}

/** Stands for a process of which nothing more can be known than that it is there. */
const THERE = 'there';

/** This process. */
export function thisProcess(): RunProcess {
  return { machine: hostname(), pid: process.pid, mark: markOf(process.pid) ?? THERE };
}

/** Whether the process is still at work on this machine. What runs on other machines cannot be seen from here. */
export function isRunning({ machine, pid, mark }: RunProcess): boolean {
  return machine === hostname() && markOf(pid) === mark;
}

/** What tells a process from others that have its number before or after; undefined if there is none. */
function markOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return isThere(pid) ? THERE : undefined;
  try {
    // The name, in parentheses, may hold anything: what follows it is counted. See proc(5).
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

import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Channel, Exit } from '../../api/transport.js';

/** Milliseconds that a program may take to end before it is killed. */
const GRACE = 2000;

/** A child process as a {@link Channel}. It must lead a process group of its own (`detached: true`). */
export function childChannel(child: ChildProcessWithoutNullStreams): Channel {
  let aborted = false;
  let over = false;
  let killer: NodeJS.Timeout | undefined;

  // A program that ends without reading its input is not an error; the writer still learns it from the callback.
  child.stdin.on('error', () => {});

  const dropOutput = (): void => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  child.once('exit', () => {
    // Its background processes may hold the outputs open for ever.
    if (aborted) dropOutput();
  });
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      // Its children may ignore the signal that ended it.
      if (!isAlive(child.pid)) clearTimeout(killer);
      resolve(signal === null ? { code } : { code: null, signal });
    });
  });

  return {
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    exit,
    abort: () => {
      if (over || aborted) return;
      aborted = true;
      signalGroup(child.pid, 'SIGTERM');
      if (child.exitCode !== null || child.signalCode !== null) dropOutput();
      child.stdin.destroy();
      child.stdout.resume();
      child.stderr.resume();
      killer = setTimeout(() => signalGroup(child.pid, 'SIGKILL'), GRACE);
    },
  };
}

/** Sends a signal to a process and all its descendants; those that have ended are ignored. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  reaches(pid, signal);
}

/** Whether a process, or any of its descendants, still runs. */
function isAlive(pid: number | undefined): boolean {
  return reaches(pid, 0);
}

function reaches(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid !== undefined && process.kill(-pid, signal);
  } catch {
    return false;
  }
}

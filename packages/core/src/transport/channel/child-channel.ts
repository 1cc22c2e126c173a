import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Channel, Exit } from '../../api/transport.js';

/** How long a program that was asked to end may take before it is killed. */
const GRACE = 2000;

/** A child process as a {@link Channel}. It must lead a process group of its own (`detached: true`). */
export function childChannel(child: ChildProcessWithoutNullStreams): Channel {
  let aborted = false;
  let over = false;
  let killer: NodeJS.Timeout | undefined;

  // A program that ends without reading its input is no error of ours; who writes still learns it from the callback.
  child.stdin.on('error', () => {});

  const dropOutput = (): void => {
    child.stdout.destroy();
    child.stderr.destroy();
  };
  child.once('exit', () => {
    // What it started in the background may hold the outputs open for ever.
    if (aborted) dropOutput();
  });
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      over = true;
      // What it started may ignore what ended itself.
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

/** Sends a signal to a process and all that it started; those that are gone already are fine. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  reaches(pid, signal);
}

/** Whether a process, or anything that it started, still runs. */
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

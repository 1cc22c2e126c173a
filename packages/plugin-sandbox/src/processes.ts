import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { sandboxErrors } from './errors.js';

/** A process of this machine, by its arguments. */
export interface Process {
  pid: number;
  argv: string[];
}

/** The processes with this text among their arguments, except those inside hosts, which have other ids. */
export async function processesWithArgument(argument: string): Promise<Process[]> {
  const here = await readlink('/proc/self/ns/pid');
  const found: Process[] = [];
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      const argv = (await readFile(`/proc/${entry}/cmdline`, 'utf8')).split('\0');
      if (!argv.includes(argument)) continue;
      if ((await readlink(`/proc/${entry}/ns/pid`)) === here) found.push({ pid: Number(entry), argv });
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

/** Kills what `find` finds until it finds nothing: a dying process may just have forked. */
export async function killAll(find: () => Promise<number[]>, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const pids = await find();
    if (pids.length === 0) return;
    if (Date.now() > deadline) {
      throw sandboxErrors.stuck(what, pids);
    }
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has ended already.
      }
    }
    await delay(10);
  }
}

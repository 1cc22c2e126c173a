import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Io, LaunchOptions } from './io.js';

/** The real surroundings: this process. */
export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: currentFolder(),
    signals: process,
    rejections: process,
    launch: handTerminalTo,
  };
}

/** Where it was removed meanwhile: what it was called. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '/';
  }
}

function handTerminalTo(
  program: string,
  args: readonly string[],
  { cwd, output }: LaunchOptions = {},
): Promise<number> {
  // Ctrl-C is meant for the program in front: it gets the signal from the terminal itself.
  const leaveItToTheChild = () => {};
  process.on('SIGINT', leaveItToTheChild);
  return new Promise<number>((resolve, reject) => {
    const stdout = output === 'stderr' ? process.stderr : 'inherit';
    const child = spawn(program, args, { cwd, stdio: ['inherit', stdout, 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  }).finally(() => process.off('SIGINT', leaveItToTheChild));
}

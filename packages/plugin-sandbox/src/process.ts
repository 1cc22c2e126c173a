import { spawn } from 'node:child_process';
import { type FckError, lastLines } from '@fck/core';
import { sandboxErrors } from './errors.js';

/**
 * The beginning of a command that works in a root, in its own mount and process namespaces. If this process dies, the kernel
 * kills `unshare`, and with it the namespaces: no process and no mount is left.
 */
export const CONTAINED = [
  'setpriv',
  '--pdeathsig',
  'KILL',
  'unshare',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
] as const;

/** How a program is run. */
export interface RunOptions {
  /** Written to its stdin. Default: empty. */
  input?: string | undefined;
  /** Milliseconds after which it is killed and counts as failed. */
  timeout?: number;
  signal?: AbortSignal | undefined;
  /** Called with each line that it writes, to stdout or to stderr. */
  onLine?: (line: string) => void;
  /** What to suggest when it fails. */
  hint?: string;
  env?: NodeJS.ProcessEnv;
}

/** How a program ended. */
export interface Ended {
  /** Its exit status, or the name of the signal that ended it. */
  status: number | string;
  stdout: string;
  stderr: string;
}

const kept = 1 << 24; // characters of output remembered

/** Runs a program until it ends, and returns how. Arguments are passed unchanged; no shell sees them. */
export async function attempt(
  argv: readonly [string, ...string[]],
  options: RunOptions = {},
): Promise<Ended> {
  options.signal?.throwIfAborted();
  const [program, ...args] = argv;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: 'pipe',
      // PATH and locale are fixed: root's PATH may not contain sbin, and messages are parsed.
      env: {
        ...(options.env ?? process.env),
        LC_ALL: 'C',
        PATH: `${process.env.PATH ?? ''}:/usr/local/sbin:/usr/sbin:/sbin:/usr/bin:/bin`,
      },
    });
    const ended: Ended = { status: 0, stdout: '', stderr: '' };
    const collect = (name: 'stdout' | 'stderr') => {
      let line = '';
      child[name].setEncoding('utf8').on('data', (text: string) => {
        ended[name] = (ended[name] + text).slice(-kept);
        const lines = (line + text).split('\n');
        line = lines.pop() ?? '';
        for (const each of lines) options.onLine?.(each);
      });
    };
    collect('stdout');
    collect('stderr');
    // TERM first: mmdebstrap and apt clean up after themselves on it.
    const stop = () => {
      child.kill('SIGTERM');
      setTimeout(() => child.kill('SIGKILL'), 3000).unref();
    };
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      stop();
    }, options.timeout ?? 60_000);
    options.signal?.addEventListener('abort', stop, { once: true });
    const done = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
    };
    child.on('error', (cause) => {
      done();
      reject(failure(argv, `could not be started: ${cause.message}`, options.hint, cause));
    });
    child.on('close', (code, killer) => {
      done();
      if (options.signal?.aborted) return reject(options.signal.reason);
      ended.status = late ? 'timeout' : (code ?? killer ?? 'unknown');
      resolve(ended);
    });
    child.stdin.on('error', () => {}); // a program need not read its input
    child.stdin.end(options.input ?? '');
  });
}

/** Runs a program that must succeed; returns its stdout. */
export async function run(argv: readonly [string, ...string[]], options: RunOptions = {}): Promise<string> {
  const ended = await attempt(argv, options);
  if (ended.status === 0) return ended.stdout;
  const stderrTail = lastLines(ended.stderr.trim() || ended.stdout.trim(), 12).replaceAll('\n', '\n  ');
  throw failure(argv, `ended with ${ended.status}:\n  ${stderrTail}`, options.hint);
}

function failure(argv: readonly string[], what: string, hint?: string, cause?: unknown): FckError {
  const command = argv.join(' ');
  const shown = command.length > 300 ? `${command.slice(0, 300)}…` : command;
  return sandboxErrors.command(shown, what, hint, cause);
}

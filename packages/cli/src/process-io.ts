import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Io, LaunchOptions, Output } from './io.js';

/** The streams and signals of this process. */
export function processIo(): Io {
  return {
    stdout: directly(process.stdout),
    stderr: directly(process.stderr),
    process,
    env: process.env,
    cwd: currentFolder(),
    signals: process,
    rejections: process,
    confirm: process.stdin.isTTY && process.stderr.isTTY ? confirmOnTerminal : undefined,
    ask:
      process.stdin.isTTY && process.stderr.isTTY
        ? async (question) => (await import('./terminal/ask.js')).askOnTerminal(question)
        : undefined,
    launch: handTerminalTo,
  };
}

/** An output as it is now, even if its `write` is replaced later. */
function directly(stream: NodeJS.WriteStream): Output {
  const write = stream.write.bind(stream);
  return {
    write: (text) => write(text),
    on: (event, listener) => stream.on(event, listener),
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
  };
}

/** If the folder was removed meanwhile: its former path. */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '/';
  }
}

async function confirmOnTerminal(question: string): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const noAnswer = new AbortController();
  terminal.once('close', () => noAnswer.abort());
  // Ctrl-C is handled by the run, which listens for the signal.
  terminal.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    const answer = await terminal.question(`${question} [y/N] `, { signal: noAnswer.signal });
    return /^y(es)?$/i.test(answer.trim());
  } catch (thrown) {
    if (noAnswer.signal.aborted) return false;
    throw thrown;
  } finally {
    terminal.close();
  }
}

function handTerminalTo(
  program: string,
  args: readonly string[],
  { cwd, output }: LaunchOptions = {},
): Promise<number> {
  // Ctrl-C is meant for the program in the foreground, which gets the signal from the terminal itself.
  const leaveItToTheChild = () => {};
  process.on('SIGINT', leaveItToTheChild);
  return new Promise<number>((resolve, reject) => {
    const stdout = output === 'stderr' ? process.stderr : 'inherit';
    const child = spawn(program, args, { cwd, stdio: ['inherit', stdout, 'inherit'] });
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  }).finally(() => process.off('SIGINT', leaveItToTheChild));
}

import type { RejectionSource } from './unawaited.js';

/** A stream that text is written to, such as stdout and stderr. */
export interface Output {
  write(text: string): unknown;
  on?(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
  readonly isTTY?: boolean | undefined;
  /** Width of the terminal in characters. */
  readonly columns?: number | undefined;
  /** Height of the terminal in lines. */
  readonly rows?: number | undefined;
}

/** Where signals come from: the process, or an event emitter in tests. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: () => void): unknown;
  off(signal: NodeJS.Signals, listener: () => void): unknown;
}

/** A question whose answer is a text, or one of several choices. */
export type Question =
  | {
      readonly kind: 'text';
      readonly message: string;
      readonly example?: string | undefined;
      /** The answer that is filled in. */
      readonly initial?: string | undefined;
      /** Why an answer cannot be taken; undefined if it can. */
      readonly problem?: ((answer: string) => string | undefined) | undefined;
    }
  | {
      readonly kind: 'choice';
      readonly message: string;
      readonly choices: readonly { readonly value: string; readonly hint?: string | undefined }[];
    };

/** Asks the user; undefined if the user gave no answer (Ctrl-C). */
export type Ask = (question: Question) => Promise<string | undefined>;

/** Everything of the process that the command uses. Tests pass their own. */
export interface Io {
  /** For results. */
  readonly stdout: Output;
  /** For progress and errors. */
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signals: SignalSource;
  /** The process to guard against code that uses it as if it were its own. Undefined in tests. */
  readonly process?: NodeJS.Process | undefined;
  /** The source of unhandled rejections. */
  readonly rejections?: RejectionSource | undefined;
  /**
   * Asks the user a yes-or-no question. Undefined without a terminal. Any answer but yes means no.
   */
  readonly confirm?: ((question: string) => Promise<boolean>) | undefined;
  /** Asks the user a question. Undefined without a terminal. */
  readonly ask?: Ask | undefined;
  /**
   * Hands the terminal to another program until it ends.
   *
   * @returns its exit code
   * @throws Error as `child_process.spawn` reports it, such as ENOENT.
   */
  launch(program: string, args: readonly string[], options?: LaunchOptions): Promise<number>;
}

/** Options for starting another program. */
export interface LaunchOptions {
  /** Folder to start it in. */
  readonly cwd?: string;
  /** Where its output goes: `stderr` keeps stdout for results. */
  readonly output?: 'stderr';
}

/**
 * Lets a reader close the pipe early (`fck hosts | head -1`) without a crash: later output is lost, and the work under way
 * continues to its end. The same applies to other write errors, such as a full disk.
 *
 * @returns why results could not be written, if they could not
 */
export function outliveBrokenOutputs(
  io: Pick<Io, 'stdout' | 'stderr'>,
): () => NodeJS.ErrnoException | undefined {
  let failure: NodeJS.ErrnoException | undefined;
  io.stdout.on?.('error', (error) => {
    if (error.code !== 'EPIPE') failure ??= error;
  });
  // stderr itself fails, so the error cannot be reported.
  io.stderr.on?.('error', () => {});
  return () => failure;
}

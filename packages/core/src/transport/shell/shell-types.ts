import { constants } from 'node:os';
import type { Exit } from '../../api/transport.js';
import type { Secret } from '../../command/secret.js';
import type { Meter } from '../traffic.js';

/** How to start a shell, and the names for errors. */
export interface ShellOptions {
  /** The command of the shell: `sh`, or {@link shellCommand} for another user. */
  readonly command: string;
  /**
   * A look that is part of the command that starts the shell, and so costs no round trip of its own. Every user on the
   * machine can see it there, so it must contain no secret. Not for sudo, which would log it.
   */
  readonly opening?: string | undefined;
  /** The password for sudo, which must be told to read it: see {@link shellCommand}. */
  readonly password?: Secret | undefined;
  /** Whether it gets its environment from a shell that was prepared. */
  readonly isPrepared?: boolean | undefined;
  /** Name of the host, for messages. */
  readonly host?: string | undefined;
  /** Login user, for messages. */
  readonly user?: string | undefined;
  /** Counts the cost of looks. */
  readonly meter?: Meter | undefined;
}

/** The traffic of a shell and its replacements. */
export interface ShellStatistics {
  /** Writes that were answered or are awaited, each a round trip. */
  roundTrips: number;
  looks: number;
  /** Shells started, including those for repeated looks. */
  shells: number;
  /** Looks that were repeated on a fresh channel, because the shell died during them. */
  reruns: number;
}

/** One script on its way, and its time limit from the start of its turn. */
export interface Script {
  readonly text: string;
  readonly seconds: number;
}

/** The outcome of a script. */
export type Outcome =
  | { readonly kind: 'answered'; readonly code: number; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly kind: 'timeout' }
  /** It exceeded the output limit of a look. */
  | { readonly kind: 'flooded' }
  /** The shell ended before it answered. */
  | { readonly kind: 'died'; readonly exit: Exit; readonly stdout: Buffer; readonly stderr: Buffer };

/** The result of a look. */
export interface ShellLookResult {
  /** Exit code; 128 and the signal's number if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The output as bytes, if they were asked for. */
  readonly stdoutBytes?: Buffer | undefined;
}

export interface ShellLookOptions {
  /** Seconds that it may take from its turn on. Default 60. */
  readonly timeout?: number | undefined;
  /** Gives the output as bytes too. */
  readonly bytes?: boolean | undefined;
}

/** The exit code that a shell would report for this end of a program. */
export function codeOf(exit: Exit): number {
  if (exit.code !== null) return exit.code;
  const numbers: Record<string, number> = constants.signals;
  return 128 + (numbers[exit.signal ?? ''] ?? 0);
}

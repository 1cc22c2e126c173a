import { constants } from 'node:os';
import type { Exit } from '../../api/transport.js';
import type { Secret } from '../../command/secret.js';
import type { Meter } from '../traffic.js';

/** How a shell is started, and what errors call the machine. */
export interface ShellOptions {
  /** What starts the shell: `sh`, or what {@link shellCommand} gives for another user. */
  readonly command: string;
  /**
   * A look that goes with the command that starts the shell, and so costs no round trip of its own. Whoever is on the machine can see
   * it there: it holds nothing secret. Not for sudo, which would log it.
   */
  readonly opening?: string | undefined;
  /** Given to sudo, which then must be told to read it: see {@link shellCommand}. */
  readonly password?: Secret | undefined;
  /** Name of the host, for messages. */
  readonly host?: string | undefined;
  /** Login user, for messages. */
  readonly user?: string | undefined;
  /** Counts what looks cost. */
  readonly meter?: Meter | undefined;
}

/** What a shell and those that replaced it have moved. */
export interface ShellStatistics {
  /** Writes that were answered or are awaited: what is paid in round trips. */
  roundTrips: number;
  looks: number;
  /** Shells started, also those for looks that ran again. */
  shells: number;
  /** Looks that ran again on a fresh channel, because the shell died under them. */
  reruns: number;
}

/** One script on its way, and how long it may take once it is its turn. */
export interface Script {
  readonly text: string;
  readonly seconds: number;
}

/** What became of a script. */
export type Outcome =
  | { readonly kind: 'answered'; readonly code: number; readonly stdout: Buffer; readonly stderr: Buffer }
  | { readonly kind: 'timeout' }
  /** It printed more than a look may. */
  | { readonly kind: 'flooded' }
  /** The shell ended before it answered. */
  | { readonly kind: 'died'; readonly exit: Exit; readonly stdout: Buffer; readonly stderr: Buffer };

/** What came of a look. */
export interface ShellLookResult {
  /** Exit code; 128 and the signal's number if a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The output as bytes, if they were asked for. */
  readonly stdoutBytes?: Buffer | undefined;
}

export interface ShellLookOptions {
  /** Seconds that it may take once it is its turn. Default 60. */
  readonly timeout?: number | undefined;
  /** Gives the output as bytes too. */
  readonly bytes?: boolean | undefined;
}

/** The code that a shell would give for a program that ended so. */
export function codeOf(exit: Exit): number {
  if (exit.code !== null) return exit.code;
  const numbers: Record<string, number> = constants.signals;
  return 128 + (numbers[exit.signal ?? ''] ?? 0);
}

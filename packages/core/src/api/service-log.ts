import type { Command } from '../command/command.js';

/** The part of a service's log to read. */
export interface WantedLog {
  /** How many of its last lines; undefined: all. */
  readonly lines: number | undefined;
  /** Only lines that were printed since then, in seconds of the Unix epoch. A log without times ignores it. */
  readonly since: number | undefined;
  /** Whether to wait for new lines. Core ends the command. */
  readonly follow: boolean;
}

/** One line of a service's log. */
export interface ReadLogLine {
  /** When it was printed, in milliseconds of the Unix epoch; undefined if the log does not say. */
  readonly at: number | undefined;
  /** May have line breaks. */
  readonly text: string;
}

/** How to read the log of one instance. */
export interface LogReader {
  /** Prints the log, run by root. It ends with `exec PROGRAM`, so that core can end the program. */
  readonly command: Command;
  /** Whether its lines have times. */
  readonly hasTimes: boolean;
  /** Reads one line that the command printed; undefined if it is no line of the log. */
  lineOf(printed: string): ReadLogLine | undefined;
}

/** Traffic with a machine up to a moment. Counts only grow, so the difference of two measures the time between them. */
export interface Traffic {
  /** Number of times that fck had to wait for an answer before it could send more, including connecting. */
  readonly roundTrips: number;
  /** Number of programs that fck opened a channel for. */
  readonly channels: number;
  /**
   * Number of programs that fck started there: the command of each channel, each look, and those that its helper on the machine
   * reports. What they start in turn is not counted.
   */
  readonly programs: number;
  /** Number of files that fck wrote atomically and synced. Those that a command's own script writes are not counted. */
  readonly durableWrites: number;
  /** Command lines, input and output of programs, before encryption. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Milliseconds spent connecting. */
  readonly connectMs: number;
  /** Milliseconds in which at least one answer was awaited, including connecting. */
  readonly waitMs: number;
  /** Milliseconds of `waitMs` in which the machine was working, without the network's share. An estimate. */
  readonly remoteMs: number;
}

/** The cost of opening a connection, as its transport reports it. */
export interface Opening {
  /** Round trips from the first packet on. */
  readonly roundTrips: number;
  /** Milliseconds that one round trip takes. */
  readonly roundTripMs: number;
}

/** The traffic of some work on one host, and how long the work took. */
export interface WorkProfile extends Traffic {
  /** Duration in milliseconds. */
  readonly ms: number;
}

/** The cost of one phase on one host. */
export interface PhaseProfile extends WorkProfile {
  readonly phase: string;
}

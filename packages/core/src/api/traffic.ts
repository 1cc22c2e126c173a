/** Traffic with a machine up to a moment. Counts only grow, so the difference of two measures the time between them. */
export interface Traffic {
  /** Number of times that fck had to wait for an answer before it could send more, including connecting. */
  readonly roundTrips: number;
  /** Input and output of programs, before encryption. */
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

/** The cost of one phase on one host. */
export interface PhaseProfile extends Traffic {
  readonly phase: string;
  /** Duration in milliseconds. */
  readonly ms: number;
}

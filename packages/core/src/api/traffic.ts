/** What went between here and a machine up to a moment. Counts only grow, so that two of them tell what lies between. */
export interface Traffic {
  /** Times that something had to go there and an answer to come back before the next thing could be sent, connecting included. */
  readonly roundTrips: number;
  /** What programs were given and what they printed, before encryption. */
  readonly bytesSent: number;
  readonly bytesReceived: number;
  /** Milliseconds that connecting took. */
  readonly connectMs: number;
  /** Milliseconds in which at least one answer was awaited, connecting included. */
  readonly waitMs: number;
  /** Milliseconds of `waitMs` that are not the way there and back: the machine was at work. An estimate. */
  readonly remoteMs: number;
}

/** How a connection came about, as its transport tells. */
export interface Opening {
  /** What it took, from the first packet on. */
  readonly roundTrips: number;
  /** Milliseconds that one round trip takes. */
  readonly roundTripMs: number;
}

/** What one phase cost on one host. */
export interface PhaseProfile extends Traffic {
  readonly phase: string;
  /** Milliseconds from its begin to its end. */
  readonly ms: number;
}

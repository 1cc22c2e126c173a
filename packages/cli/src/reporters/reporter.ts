import type { FckEvent } from '@fck/core';

/** Shows a run while it happens. It is fed the event stream of core, and nothing else. */
export interface Reporter {
  /** Takes an event; drawing it may happen later. Never throws. */
  receive(event: FckEvent): void;
  /** Shows something that the command itself has to say while the run is under way. */
  say(text: string): void;
  /** Resolves when everything that was received is drawn. Nothing may be received after it. */
  close(): Promise<void>;
}

/** Events of one kind. */
export type EventOf<Type extends FckEvent['type']> = Extract<FckEvent, { type: Type }>;

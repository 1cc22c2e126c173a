import type { FckEvent } from '@fck/core';

/** Shows a run while it happens. It is fed the event stream of core, and nothing else. */
export interface Reporter {
  /** Takes an event; drawing it may happen later. Never throws. */
  receive(event: FckEvent): void;
  /** Shows something that the command itself has to say while the run is under way. */
  say(text: string): void;
  /** Ends the drawing at once, since the process is about to end; `text` says so. What is received later is lost. */
  leave(text: string): void;
  /** Resolves when everything that was received is drawn. Nothing may be received after it. */
  close(): Promise<void>;
}

/** Events of one kind. */
export type EventOf<Type extends FckEvent['type']> = Extract<FckEvent, { type: Type }>;

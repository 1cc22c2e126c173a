import type { FckEvent } from '@fck/core';

/** Shows a run while it happens. Its only input is core's event stream. */
export interface Reporter {
  /** Receives an event, and may draw it later. Never throws. */
  receive(event: FckEvent): void;
  /** Shows a message of the command itself during the run. */
  say(text: string): void;
  /** Ends the drawing at once with `text`, since the process is about to end. Later events are lost. */
  leave(text: string): void;
  /** Resolves when all received events are drawn. No events may follow. */
  close(): Promise<void>;
}

/** Events of one kind. */
export type EventOf<Type extends FckEvent['type']> = Extract<FckEvent, { type: Type }>;

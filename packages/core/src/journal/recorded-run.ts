import { parseJson } from '../parse-json.js';
import { eventSchema, type RecordedEvent } from './event-schema.js';
import { type JournalHead, journalHeadSchema } from './journal-head.js';

/** A run, as its journal describes it. */
export interface RecordedRun {
  readonly head: JournalHead;
  readonly events: readonly RecordedEvent[];
}

/**
 * Parses a journal. Invalid lines, such as the last one of a killed run, are skipped.
 *
 * @returns undefined if it does not begin as journals of this format do
 */
export function parseJournal(text: string): RecordedRun | undefined {
  const [first = '', ...lines] = text.split('\n');
  const head = journalHeadSchema().safeParse(parseJson(first));
  if (!head.success) return undefined;
  const events = lines.flatMap((line) => {
    const event = eventSchema().safeParse(parseJson(line));
    return event.success ? [event.data] : [];
  });
  return { head: head.data, events };
}

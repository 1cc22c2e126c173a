import type { FckEvent } from '../api/events.js';

/** Characters of a text to keep. */
const LONGEST = 2000;

/**
 * An event for journals: without the content of files, and with long texts shortened in the middle. Undefined: not
 * recorded.
 */
export function boundedEvent(event: FckEvent): object | undefined {
  if (event.type === 'diff' || event.type === 'profile') return undefined;
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [key, bounded(value)]));
}

function bounded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(bounded);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, bounded(inner)]));
  if (typeof value !== 'string' || value.length <= LONGEST) return value;
  const half = LONGEST / 2;
  const left = value.length - LONGEST;
  return `${value.slice(0, half)} […${left} characters…] ${value.slice(-half)}`;
}

import type { FckEvent } from '../api/events.js';

/** How many characters of a text are written down. */
const LONGEST = 2000;

/** An event as journals keep it: without what stood in files, and with long texts cut in their middle. Undefined: not at all. */
export function boundedEvent(event: FckEvent): object | undefined {
  if (event.type === 'diff' || event.type === 'profile') return undefined;
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [key, bounded(value)]));
}

function bounded(value: unknown): unknown {
  if (typeof value !== 'string' || value.length <= LONGEST) return value;
  const half = LONGEST / 2;
  const left = value.length - LONGEST;
  return `${value.slice(0, half)} […${left} characters…] ${value.slice(-half)}`;
}

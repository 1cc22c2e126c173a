import type { Redactor } from '../command/redact.js';

/** Copies an event and removes every secret from its texts. */
export function redactEvent<T>(event: T, redactor: Redactor): T {
  if (redactor.knowsNone) return event;
  return redacted(event, redactor) as T;
}

function redacted(value: unknown, redactor: Redactor): unknown {
  if (typeof value === 'string') return redactor.redact(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, redactor));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, redacted(inner, redactor)]));
}

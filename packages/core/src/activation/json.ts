import type { Json } from '../api/contexts.js';

/** Copies a value to plain data: the data of undo steps must survive as JSON. */
export function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}

import type { Json } from '../api/contexts.js';

/** Plain data of a value: what undo steps are given must survive as text. */
export function toJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null));
}

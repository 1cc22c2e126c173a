import { messageOf } from '@fck/core';

/** Why `fetch` threw: it says itself only that it failed. */
export function whyNotFetched(thrown: unknown): string {
  return messageOf(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown);
}

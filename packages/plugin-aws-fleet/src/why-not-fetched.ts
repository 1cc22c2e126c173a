import { messageOf } from '@fck/core';

/** Why `fetch` threw: its own message says only that it failed. */
export function whyNotFetched(thrown: unknown): string {
  return messageOf(thrown instanceof Error ? (thrown.cause ?? thrown) : thrown);
}

import type { RunFacts } from '@fck/core/host';

/** A run as JSON. */
export function documentOf({ head, ...facts }: RunFacts): object {
  const { journal: _format, process: _process, at, ...asked } = head;
  return { ...asked, ...facts, at: new Date(at).toISOString() };
}

/** A time in this machine's time zone, to the second. */
export function whenOf(at: number): string {
  const date = new Date(at);
  const local = new Date(at - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 19).replace('T', ' ');
}

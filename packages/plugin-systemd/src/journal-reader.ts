import { type LogReader, type ReadLogLine, sh, type WantedLog } from '@fck/core';
import { z } from 'zod';
import { unitOf } from './places.js';

/** An entry of the journal, as `journalctl --output json` prints it. A message with special bytes is a list of numbers. */
const entry = z.object({
  __REALTIME_TIMESTAMP: z.coerce.number(),
  MESSAGE: z.union([z.string(), z.array(z.number())]),
});

/** Reads the log of an instance from the journal. */
export function journalReader(id: string, { lines, since, follow }: WantedLog): LogReader {
  const options = [
    ...['--unit', unitOf(id), '--output', 'json', '--all', '--no-pager', '--quiet'],
    ...(lines === undefined && !follow ? [] : ['--lines', String(lines ?? 'all')]),
    ...(since === undefined ? [] : ['--since', `@${Math.floor(since)}`]),
    ...(follow ? ['--follow'] : []),
  ];
  return {
    // The journal may not have received the last lines of a process yet.
    command: sh`journalctl --sync 2>/dev/null; exec journalctl ${options}`,
    hasTimes: true,
    lineOf,
  };
}

function lineOf(printed: string): ReadLogLine | undefined {
  const { data } = entry.safeParse(parsed(printed));
  if (!data) return undefined;
  const { MESSAGE: message, __REALTIME_TIMESTAMP: microseconds } = data;
  return {
    at: microseconds / 1000,
    text: typeof message === 'string' ? message : Buffer.from(message).toString(),
  };
}

function parsed(printed: string): unknown {
  try {
    return JSON.parse(printed);
  } catch {
    return undefined;
  }
}

import type { FckEvent, WorkProfile } from '@fck/core';
import type { Io } from '../io.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { drawTable } from '../terminal/table.js';
import type { EventOf } from './reporter.js';

const columns = [
  'host',
  'phase',
  'time',
  'trips',
  'channels',
  'programs',
  'writes',
  'sent',
  'received',
  'connect',
  'waiting',
  'at work there',
  'here',
];

/** Collects the costs of the phases on each host, and draws them for `--profile`. */
export class ProfileTable {
  readonly #hosts: EventOf<'profile'>[] = [];

  receive(event: FckEvent): void {
    if (event.type === 'profile') this.#hosts.push(event);
  }

  /** Writes the table to stderr. */
  print(io: Io): void {
    const rows = this.#hosts.flatMap(({ host, phases, total }) => [
      ...phases.map((cost) => [host, cost.phase, ...cells(cost)]),
      [host, 'the whole run', ...cells(total)],
    ]);
    if (rows.length === 0) return;
    io.stderr.write(`\n${drawTable({ columns, rows }, createPalette(wantsColor(io.stderr, io.env)))}\n`);
  }
}

function cells(cost: WorkProfile): string[] {
  return [
    seconds(cost.ms),
    String(cost.roundTrips),
    String(cost.channels),
    String(cost.programs),
    String(cost.durableWrites),
    size(cost.bytesSent),
    size(cost.bytesReceived),
    seconds(cost.connectMs),
    seconds(cost.waitMs),
    seconds(cost.remoteMs),
    seconds(Math.max(0, cost.ms - cost.waitMs)),
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 3 : 1)}s`;
}

/** `812 B`, `3.4 kB`, `12.0 MB` */
function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${(bytes / 1000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

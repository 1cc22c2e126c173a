import type { FckEvent } from '@fck/core';
import { formatDuration } from '../terminal/duration.js';
import type { Palette } from '../terminal/palette.js';
import { printableLine } from '../terminal/printable.js';
import type { EventOf } from './reporter.js';
import { WhatServes } from './what-serves.js';

/** Counts changes and failures per host, for the last lines of a run. */
export class Tally {
  readonly #hosts = new Set<string>();
  readonly #changed = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #withFailedSteps = new Set<string>();
  readonly #stopped = new Set<string>();
  readonly #whatServes = new WhatServes();
  #dryRun = false;

  count(event: FckEvent): void {
    this.#whatServes.count(event);
    if (event.type === 'run:start') this.#dryRun = event.dryRun;
    if (event.type === 'host:start') this.#hosts.add(event.host);
    if (event.type === 'change') {
      // A provider plans hosts that do not exist yet.
      this.#hosts.add(event.host);
      this.#changed.add(event.host);
    }
    if (event.type === 'host:end' && event.status === 'stopped') this.#stopped.add(event.host);
    if (event.type === 'step:end' || event.type === 'host:end') {
      if (event.status === 'changed' || event.status === 'planned') this.#changed.add(event.host);
      if (event.status === 'failed')
        (event.type === 'host:end' ? this.#failed : this.#withFailedSteps).add(event.host);
    }
  }

  /** Whether anything changed, or would change. */
  get anyChange(): boolean {
    return this.#changed.size > 0;
  }

  /** The last lines: the totals, and what serves now. None if the run reached no host. */
  lines(end: EventOf<'run:end'>, palette: Palette): string[] {
    return this.#hosts.size === 0 ? [] : [this.line(end, palette), ...this.#whatServes.lines(palette)];
  }

  /** `✔ 3 hosts, 2 changed, 12.3s`. A run with a failure has no tick, even if it succeeded otherwise. */
  line(end: EventOf<'run:end'>, palette: Palette): string {
    const anyFailed = this.#failed.size + this.#withFailedSteps.size > 0;
    const mark = anyFailed ? palette.yellow('!') : palette.green('✔');
    const parts = [
      `${this.#hosts.size} ${this.#hosts.size === 1 ? 'host' : 'hosts'}`,
      this.#changed.size === 0
        ? 'nothing to change'
        : `${this.#changed.size} ${this.#dryRun ? 'would change' : 'changed'}`,
      ...named('failed', [...this.#failed]),
      ...named('stopped', [...this.#stopped]),
      ...named(
        'with a failed step',
        [...this.#withFailedSteps].filter((host) => !this.#failed.has(host)),
      ),
      formatDuration(end.ms),
    ];
    return `${end.ok ? mark : palette.red('✖')} ${parts.join(', ')}`;
  }
}

/** `2 failed (web-1, web-2)`, if there are any. */
function named(what: string, hosts: readonly string[]): string[] {
  return hosts.length === 0
    ? []
    : [`${hosts.length} ${what} (${printableLine(hosts.toSorted().join(', '))})`];
}

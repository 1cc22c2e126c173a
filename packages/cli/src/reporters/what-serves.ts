import type { FckEvent } from '@fck/core';
import type { Palette } from '../terminal/palette.js';
import { printableLine } from '../terminal/printable.js';
import type { EventOf } from './reporter.js';

/** Collects what serves after a run, for its last lines. */
export class WhatServes {
  /** By role and build. */
  readonly #groups = new Map<string, EventOf<'serves'>[]>();
  #isWayBack = false;

  count(event: FckEvent): void {
    if (event.type === 'run:start') this.#isWayBack = event.tasks.includes('rollback');
    if (event.type !== 'serves') return;
    const key = `${event.role} ${event.build}`;
    this.#groups.set(key, [...(this.#groups.get(key) ?? []), event]);
  }

  /** For each role: the build and where it is reached, and how to get back to the build before it. */
  lines(palette: Palette): string[] {
    return [...this.#groups.values()].flatMap((hosts) => this.#linesOf(hosts, palette));
  }

  #linesOf(hosts: readonly EventOf<'serves'>[], palette: Palette): string[] {
    const [first] = hosts;
    if (!first) return [];
    const { role, build, before } = first;
    const urls = [...new Set(hosts.flatMap(({ url }) => url ?? []))];
    const [url, ...others] = urls;
    const more = others.length > 0 ? ` and ${others.length} more` : '';
    const at = url === undefined ? '' : ` at ${palette.cyan(printableLine(url))}${more}`;
    const isNew = before !== undefined && before !== build;
    return [
      `  ${printableLine(role)} serves ${printableLine(build)}${at}`,
      ...(isNew && !this.#isWayBack
        ? [palette.dim(`  before: ${printableLine(before)} (fck rollback)`)]
        : []),
    ];
  }
}

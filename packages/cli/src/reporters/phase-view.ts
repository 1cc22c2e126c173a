import type { FckEvent } from '@fck/core';
import type { Palette } from '../terminal/palette.js';
import { printableLine } from '../terminal/printable.js';
import { markOf, outcomeText, remark, stepName, waitText } from './event-text.js';
import type { EventOf } from './reporter.js';

/** With more hosts than this, unchanged steps get no line: more important lines would scroll away. */
const MANY_HOSTS = 12;

/** The state of one host in a phase. */
export class HostView {
  readonly name: string;
  /** Final lines below its row: one for each completed step, warnings, diffs. */
  readonly lines: string[] = [];
  /** When it started; undefined if it has not. */
  since: number | undefined;
  end: EventOf<'host:end'> | undefined;
  readonly #running = new Map<string, string>();
  readonly #waits: string[] = [];

  constructor(host: string) {
    this.name = printableLine(host);
  }

  /** Its current activity: what it waits for, or the running step that began last. */
  get current(): string | undefined {
    const wait = this.#waits.at(-1);
    return wait ?? [...this.#running.values()].at(-1);
  }

  get isWorking(): boolean {
    return this.since !== undefined && this.end === undefined;
  }

  add(text: string): void {
    this.lines.push(...text.split('\n'));
  }

  stepStarted(step: EventOf<'step:start'>): void {
    this.#running.set(keyOf(step), stepName(step));
  }

  stepEnded(step: Pick<EventOf<'step:end'>, 'plugin' | 'step'>): void {
    this.#running.delete(keyOf(step));
  }

  waitStarted(wait: EventOf<'wait:start'>): void {
    this.#waits.push(waitText(wait));
  }

  waitEnded(wait: EventOf<'wait:end'>): void {
    const at = this.#waits.lastIndexOf(waitText(wait));
    if (at >= 0) this.#waits.splice(at, 1);
  }
}

/** The state of a phase and its hosts, from the events; the live display draws it. */
export class PhaseView {
  readonly hosts: readonly HostView[];
  /** Lines without a host, shown below the hosts. */
  readonly asides: string[] = [];
  readonly isOfMany: boolean;
  readonly #byName: ReadonlyMap<string, HostView>;
  readonly #palette: Palette;
  readonly #now: () => number;

  constructor(hosts: readonly string[], palette: Palette, now: () => number = Date.now) {
    this.#byName = new Map(hosts.map((host) => [host, new HostView(host)]));
    this.hosts = [...this.#byName.values()];
    this.isOfMany = hosts.length > MANY_HOSTS;
    this.#palette = palette;
    this.#now = now;
  }

  /** A host, if it takes part in this phase. */
  host(name: string): HostView | undefined {
    return this.#byName.get(name);
  }

  /** Handles an event of one of the hosts. */
  receive(event: FckEvent): void {
    if (!('host' in event) || event.host === undefined) return;
    const host = this.#byName.get(event.host);
    if (!host) return;
    if (event.type === 'host:start') host.since = this.#now();
    if (event.type === 'host:end') host.end = event;
    if (event.type === 'wait:start') host.waitStarted(event);
    if (event.type === 'wait:end') host.waitEnded(event);
    if (event.type === 'step:start') host.stepStarted(event);
    if (event.type === 'step:end') {
      host.stepEnded(event);
      const palette = this.#palette;
      if (!this.isOfMany || event.status !== 'ok')
        host.add(
          `${markOf(event.status, palette)} ${stepName(event)}  ${outcomeText(event, palette)}${remark(event.note)}`,
        );
    }
  }
}

function keyOf(step: { readonly plugin: string; readonly step: string }): string {
  return `${step.plugin}\0${step.step}`;
}

import type { FckEvent } from '@fck/core';
import type { Output } from '../io.js';
import type { Palette } from '../terminal/palette.js';
import { drawDiff } from '../terminal/unified-diff.js';
import { errorText, hostOf, noteLines, phaseTitle } from './event-text.js';
import { PhaseList } from './phase-list.js';
import type { Reporter } from './reporter.js';
import { Tally } from './tally.js';

/** On more hosts than this, steps that found nothing to do get no line: what matters would scroll away. */
const MANY_HOSTS = 12;

/** For terminals: a row per host that moves while it works, and under it a line per step. */
export class LiveReporter implements Reporter {
  readonly #output: Output;
  readonly #palette: Palette;
  readonly #diff: boolean;
  readonly #tally = new Tally();
  #list: PhaseList | undefined;
  #manyHosts = false;
  /** Events are drawn one after the other: the next phase's list must not begin before the last one stands. */
  #drawn: Promise<void> = Promise.resolve();

  constructor(output: Output, palette: Palette, options: { readonly diff: boolean }) {
    this.#output = output;
    this.#palette = palette;
    this.#diff = options.diff;
  }

  receive(event: FckEvent): void {
    this.#tally.count(event);
    this.#drawn = this.#drawn.then(() => this.#draw(event));
  }

  /** Does not queue: it has to be seen while a phase is under way. */
  say(text: string): void {
    this.#aside(text);
  }

  async close(): Promise<void> {
    await this.#drawn;
    await this.#endList();
  }

  async #draw(event: FckEvent): Promise<void> {
    switch (event.type) {
      case 'phase:start':
        return this.#startList(phaseTitle(event), event.hosts);
      case 'phase:end':
        return this.#endList();
      case 'host:start':
        return this.#list?.row(event.host)?.hostStarted();
      case 'step:start':
        return this.#list?.row(event.host)?.stepStarted(event);
      case 'step:end':
        return this.#list?.row(event.host)?.stepEnded(event, !this.#manyHosts || event.status !== 'ok');
      case 'host:end':
        return this.#list?.row(event.host)?.hostEnded(event);
      case 'diff':
        if (this.#diff) this.#add(await drawDiff(event, this.#palette), event);
        return;
      case 'note':
        return this.#add(noteLines(event, this.#palette).join('\n'), event);
      case 'error':
        return this.#add(errorText(event, this.#palette), event);
      case 'run:end':
        await this.#endList();
        if (this.#tally.anyHost) this.#output.write(`${this.#tally.line(event, this.#palette)}\n`);
    }
  }

  async #startList(title: string, hosts: readonly string[]): Promise<void> {
    await this.#endList();
    this.#manyHosts = hosts.length > MANY_HOSTS;
    this.#output.write(`${this.#palette.bold(title)}\n`);
    if (hosts.length > 0) this.#list = new PhaseList(hosts, this.#output, this.#palette);
  }

  async #endList(): Promise<void> {
    const list = this.#list;
    this.#list = undefined;
    await list?.end();
  }

  /** Puts text under the row of the host that an event is about; below everything if it has none. */
  #add(text: string, event: FckEvent): void {
    const host = hostOf(event);
    const row = host === undefined ? undefined : this.#list?.row(host);
    if (row) row.add(text);
    else this.#aside(host === undefined ? text : `${host}  ${text}`);
  }

  #aside(text: string): void {
    if (this.#list) this.#list.aside(text);
    else this.#output.write(`${text}\n`);
  }
}

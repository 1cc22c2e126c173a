import type { FckEvent } from '@fck/core';
import type { Output } from '../io.js';
import type { Palette } from '../terminal/palette.js';
import { drawDiff } from '../terminal/unified-diff.js';
import { errorText, hostOf, logText, noteLines, phaseTitle } from './event-text.js';
import type { PhaseList } from './phase-list.js';
import { PhaseView } from './phase-view.js';
import type { Reporter } from './reporter.js';
import { Tally } from './tally.js';

/** The phase on the display. */
interface Shown {
  readonly view: PhaseView;
  readonly list: PhaseList;
}

/** For terminals: an animated row per host, with a line per step under it. Never higher than the terminal. */
export class LiveReporter implements Reporter {
  readonly #output: Output;
  readonly #palette: Palette;
  readonly #diff: boolean;
  readonly #tally = new Tally();
  #shown: Shown | undefined;
  #hasLeft = false;
  /** Events are drawn one after the other: the next phase's list must not begin before the last one is final. */
  #drawn: Promise<void> = Promise.resolve();

  constructor(output: Output, palette: Palette, options: { readonly diff: boolean }) {
    this.#output = output;
    this.#palette = palette;
    this.#diff = options.diff;
  }

  receive(event: FckEvent): void {
    this.#tally.count(event);
    this.#drawn = this.#drawn.then(() => (this.#hasLeft ? undefined : this.#draw(event)));
  }

  /** Not queued: it has to be visible while a phase is running. */
  say(text: string): void {
    this.#aside(text);
  }

  leave(text: string): void {
    if (this.#hasLeft) return;
    this.#hasLeft = true;
    this.#shown?.list.leave();
    this.#output.write(`${text}\n`);
  }

  async close(): Promise<void> {
    await this.#drawn;
    await this.#endList();
  }

  async #draw(event: FckEvent): Promise<void> {
    this.#shown?.view.receive(event);
    switch (event.type) {
      case 'phase:start':
        return this.#startList(phaseTitle(event), event.hosts);
      case 'phase:end':
        return this.#endList();
      case 'diff':
        if (this.#diff) this.#add(await drawDiff(event, this.#palette), event);
        return;
      case 'note':
        return this.#add(noteLines(event, this.#palette).join('\n'), event);
      case 'log':
        return this.#add(logText(event, this.#palette), event);
      case 'error':
        // The command shows the error that ended the run, as a whole.
        if (event.run === undefined) this.#add(errorText(event, this.#palette), event);
        return;
      case 'run:end':
        await this.#endList();
        for (const line of this.#tally.lines(event, this.#palette)) this.#output.write(`${line}\n`);
    }
  }

  async #startList(title: string, hosts: readonly string[]): Promise<void> {
    await this.#endList();
    this.#output.write(`${this.#palette.bold(title)}\n`);
    if (hosts.length === 0) return;
    // The display is loaded while the hosts are at work: no run waits for it.
    const { PhaseList } = await import('./phase-list.js');
    const view = new PhaseView(hosts, this.#palette);
    this.#shown = { view, list: new PhaseList(view, this.#output, this.#palette) };
  }

  async #endList(): Promise<void> {
    const shown = this.#shown;
    this.#shown = undefined;
    await shown?.list.end();
  }

  /** Adds text under the row of the event's host, or below everything if the event has no host. */
  #add(text: string, event: FckEvent): void {
    const host = 'host' in event && event.host !== undefined ? event.host : undefined;
    const row = host === undefined ? undefined : this.#shown?.view.host(host);
    if (row) row.add(text);
    else this.#aside(host === undefined ? text : `${hostOf(event)}  ${text}`);
  }

  #aside(text: string): void {
    if (this.#shown) this.#shown.view.asides.push(...text.split('\n'));
    else this.#output.write(`${text}\n`);
  }
}

import type { FckEvent } from '@fck/core';
import type { Palette } from '../terminal/palette.js';
import { printableBlock, printableLine } from '../terminal/printable.js';
import { drawDiff } from '../terminal/unified-diff.js';
import { stepName } from './event-text.js';
import type { EventOf } from './reporter.js';

interface PlannedStep {
  readonly name: string;
  readonly changes: string[];
  readonly diffs: EventOf<'diff'>[];
}

/** Collects from the events of a dry run what would change on each host. */
export class Plan {
  readonly #hosts = new Map<string, PlannedStep[]>();
  /** Changes announced since the last step of their host ended. */
  readonly #pending = new Map<string, PlannedStep>();

  receive(event: FckEvent): void {
    if (event.type === 'change' && event.planned) this.#pendingOn(event.host).changes.push(event.what);
    if (event.type === 'diff') this.#pendingOn(event.host).diffs.push(event);
    if (event.type === 'step:end') this.#stepEnded(event);
    if (event.type === 'host:end') this.#keep(event.host, event.phase);
  }

  /** Whether the hosts are up to date. */
  get isEmpty(): boolean {
    return this.#changing().length === 0;
  }

  /** Draws the plan, host by host. With `diff`, the new content of files is shown too. */
  async draw(palette: Palette, options: { readonly diff: boolean }): Promise<string> {
    if (this.isEmpty) return 'Nothing would change.';
    const blocks: string[] = [];
    for (const [host, steps] of this.#changing()) {
      const lines = [palette.bold(printableLine(host))];
      for (const step of steps) {
        lines.push(`  ${palette.yellow('~')} ${printableLine(step.name)}`);
        lines.push(...step.changes.flatMap((what) => printableBlock(what).map((line) => `      ${line}`)));
        for (const diff of options.diff ? step.diffs : []) {
          lines.push(...(await drawDiff(diff, palette)).split('\n').map((line) => `      ${line}`));
        }
      }
      blocks.push(lines.join('\n'));
    }
    return blocks.join('\n\n');
  }

  /** Only hosts with planned changes count: a step may have planned nothing. */
  #changing(): [string, PlannedStep[]][] {
    return [...this.#hosts].filter(([, steps]) =>
      steps.some(({ changes, diffs }) => changes.length + diffs.length > 0),
    );
  }

  #stepEnded(event: EventOf<'step:end'>): void {
    if (event.status === 'planned') this.#pendingOn(event.host);
    this.#keep(event.host, stepName(event));
  }

  #keep(host: string, name: string): void {
    const pending = this.#pending.get(host);
    if (!pending) return;
    this.#pending.delete(host);
    this.#hosts.set(host, [...(this.#hosts.get(host) ?? []), { ...pending, name }]);
  }

  #pendingOn(host: string): PlannedStep {
    const pending = this.#pending.get(host) ?? { name: '', changes: [], diffs: [] };
    this.#pending.set(host, pending);
    return pending;
  }
}

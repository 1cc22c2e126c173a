import type { FckEventDraft } from '../api/events.js';
import type { RunOptions } from '../api/remote.js';
import type { Command } from '../command/command.js';
import { shownCommand } from '../command/python-module.js';
import type { Changes, FileToWrite } from './changes.js';
import { shownAfter, shownBefore } from './shown-text.js';

/** The planned changes of a dry run on one machine, as later looks see them. */
export class Plan {
  readonly files = new Map<string, string>();
  skippedAny = false;
}

/** Changes nothing: reports what would be changed. */
export class PlannedChanges implements Changes {
  readonly #plan: Plan;
  readonly #hostName: string;
  readonly #emit: (event: FckEventDraft) => void;
  readonly #redact: (text: string) => string;

  constructor(
    plan: Plan,
    hostName: string,
    emit: (event: FckEventDraft) => void,
    redact: (text: string) => string,
  ) {
    this.#plan = plan;
    this.#hostName = hostName;
    this.#emit = emit;
    this.#redact = redact;
  }

  get skippedAny(): boolean {
    return this.#plan.skippedAny;
  }

  planned(path: string): string | undefined {
    return this.#plan.files.get(path);
  }

  async run(command: Command, options: RunOptions): Promise<void> {
    if (options.bookkeeping) return;
    this.#skip(options.title ?? shownCommand(command));
  }

  async write(file: FileToWrite, before: string | undefined): Promise<void> {
    const after = file.content.toString();
    this.#plan.files.set(file.path, after);
    if (file.bookkeeping) return;
    this.#emit({ type: 'change', host: this.#hostName, what: `write ${file.path}`, planned: true });
    if (!file.secret)
      this.#emit({
        type: 'diff',
        host: this.#hostName,
        path: file.path,
        before: before === undefined ? undefined : shownBefore(file, before),
        after: shownAfter(file),
      });
  }

  async writeRecords(files: readonly FileToWrite[]): Promise<void> {
    for (const file of files) await this.write(file, undefined);
  }

  async upload(_localFile: string, path: string): Promise<void> {
    this.#skip(`upload ${path}`);
  }

  async reboot(): Promise<void> {
    this.#skip('reboot');
  }

  #skip(what: string): void {
    this.#plan.skippedAny = true;
    this.#emit({ type: 'change', host: this.#hostName, what: this.#redact(what), planned: true });
  }
}

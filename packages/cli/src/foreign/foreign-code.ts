import type { FckContainer, ProcessUser } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import type { Io } from '../io.js';
import { printableLine } from '../terminal/printable.js';

/** An output of the process. */
export type OutputStream = 'stdout' | 'stderr';

/** Milliseconds that the process may take to end by itself: programs and connections need some to close. */
const TIME_TO_END = 5000;
/** The same where no plugin is known to keep it alive: then it ends without a complaint. */
const LONGEST_TIME_TO_END = 60_000;

/** How a failure is shown. */
type Show = (failure: unknown) => Promise<void>;

/**
 * Code that is not the command's own: plugins, and modules of the project. Its mistakes must neither end the process in the middle of
 * the work, nor keep it alive, nor mix their output with results. The process is guarded from the moment a project is opened.
 */
export class ForeignCode {
  /** Resolves if the process has nothing left to do, though the command is not done. */
  readonly stuck: Promise<never>;
  /** Exceptions that nothing caught, and calls that were refused: the command fails with the first of them. */
  readonly failures: unknown[] = [];
  /** Whether a reporter shows lines of output as events. */
  isShownByReporter = false;
  readonly #io: Io;
  readonly #show: Show;
  /** Lines of output, until the project is there. */
  #waiting: (() => void)[] = [];
  readonly #partial = new Map<string, string>();
  readonly #warned = new Set<string>();
  #project: FckContainer | undefined;
  #guarded: Promise<void> | undefined;
  #release: () => void = () => {};
  #getStuck: (error: unknown) => void = () => {};
  #hasEnded = false;

  constructor(io: Io, show: Show) {
    this.#io = io;
    this.#show = show;
    this.stuck = new Promise((_, reject) => {
      this.#getStuck = reject;
    });
    // Only a caller that waits is told.
    this.stuck.catch(() => {});
  }

  /** Guards the process. Call it before the first code that is not the command's own is run. */
  guard(): Promise<void> {
    this.#guarded ??= this.#guard();
    return this.#guarded;
  }

  /** From now on events can be sent. */
  opened(project: FckContainer): void {
    this.#project = project;
    this.#flush();
  }

  /** The project could not be opened: what was written so far is shown as it is. */
  notOpened(): void {
    this.#flush();
  }

  /** The command is done. The process should end now; if something keeps it alive, that is reported, and it is ended. */
  async ended(): Promise<void> {
    this.#hasEnded = true;
    this.#flush();
    for (const [key, text] of this.#partial) {
      const [stream, plugin] = key.split('\0');
      if (text !== '')
        this.#line(stream === 'stdout' ? 'stdout' : 'stderr', text, plugin ? { plugin } : undefined);
    }
    this.#partial.clear();
    this.#release();
    const { process } = this.#io;
    if (process && this.#guarded) setTimeout(() => void this.#endNow(process), TIME_TO_END).unref();
  }

  async #guard(): Promise<void> {
    const { process } = this.#io;
    if (!process) return;
    const [core, { guardProcess }] = await Promise.all([
      import('@fck/core/host'),
      import('./guard-process.js'),
    ]);
    core.allowHandleNotes();
    const refused = (error: Error) => {
      this.failures.push(error);
      return error;
    };
    const release = guardProcess(process, {
      wrote: (stream, text) => this.#wrote(stream, text, core.processUser()),
      exits: (code) => refused(core.exitRefused(code)),
      // A library that fck uses goes back at once.
      changesFolder: (folder) => core.processUser() && refused(core.folderRefused(folder)),
      changesVariable: (name) => this.#warnOf(name, core.processUser()),
    });
    const uncaught = (thrown: unknown) => this.#failed(core.uncaughtFailure(thrown));
    const idle = () => {
      // A plugin that is waited for is reported by core.
      if (!this.#hasEnded && !core.isWaitingForPlugin()) this.#getStuck(core.stuckFailure());
    };
    process.on('uncaughtException', uncaught);
    process.on('beforeExit', idle);
    this.#release = () => {
      release();
      process.off('beforeExit', idle);
    };
  }

  #failed(failure: unknown): void {
    this.failures.push(failure);
    if (!this.#hasEnded) return;
    if (this.#io.process) this.#io.process.exitCode = ExitCode.failed;
    void this.#show(failure);
  }

  #wrote(stream: OutputStream, text: string, user: ProcessUser | undefined): void {
    const key = `${stream}\0${user?.plugin ?? ''}`;
    const lines = ((this.#partial.get(key) ?? '') + text).split('\n');
    this.#partial.set(key, lines.pop() ?? '');
    for (const line of lines) this.#line(stream, line, user);
  }

  #line(stream: OutputStream, text: string, user: ProcessUser | undefined): void {
    this.#whenOpened(() => {
      const project = this.#project;
      // A listener that prints what it hears would hear that, too.
      const isListener = user?.hook === 'event';
      if (project && !isListener) project.emit({ type: 'log', stream, text, ...withoutGaps(user) });
      if (project && !isListener && this.isShownByReporter) return;
      const shown = project?.redact(text) ?? text;
      this.#io.stderr.write(`${printableLine(user?.plugin ?? 'output')} | ${printableLine(shown)}\n`);
    });
  }

  #warnOf(name: string, user: ProcessUser | undefined): void {
    if (!user || this.#warned.has(user.plugin)) return;
    this.#warned.add(user.plugin);
    const text = `changes the environment of fck itself (${name}), and so of all plugins and programs: pass \`env\` to the program or client that needs it`;
    const isHeard = this.#project !== undefined;
    this.#whenOpened(() => {
      this.#project?.emit({ type: 'note', level: 'warn', ...noteOf(user), text });
      // No reporter is there yet.
      if (!isHeard) this.#io.stderr.write(`! ${printableLine(`${user.plugin}: ${text}`)}\n`);
    });
  }

  #whenOpened(work: () => void): void {
    if (this.#project || this.#hasEnded) work();
    else this.#waiting.push(work);
  }

  #flush(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const work of waiting) work();
  }

  async #endNow(process: NodeJS.Process): Promise<void> {
    // A command that has failed already may have been kept from closing what it opened.
    if (process.exitCode) process.exit();
    const { openHandleFailures } = await import('@fck/core/host');
    const found = openHandleFailures();
    if (found.length === 0) {
      setTimeout(() => process.exit(), LONGEST_TIME_TO_END - TIME_TO_END).unref();
      return;
    }
    for (const failure of found) await this.#show(failure);
    process.exit(ExitCode.failed);
  }
}

/** Fields of an event: those without a value are missing. */
function withoutGaps(user: ProcessUser | undefined): { plugin?: string; hook?: string; host?: string } {
  return {
    ...(user === undefined ? {} : { plugin: user.plugin }),
    ...(user?.hook === undefined ? {} : { hook: user.hook }),
    ...(user?.host === undefined ? {} : { host: user.host }),
  };
}

function noteOf({ plugin, host }: ProcessUser): { plugin: string; host?: string } {
  return { plugin, ...(host === undefined ? {} : { host }) };
}

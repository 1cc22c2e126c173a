import type { Transport } from '../../api/transport.js';
import { quote } from '../../command/command.js';
import { shellErrors } from '../../errors/shell.js';
import { transportErrors } from '../../errors/transport.js';
import { limitText, outputLimits } from '../channel/output-limits.js';
import { Helper } from '../helper/helper.js';
import { becomeHelper } from '../helper/helper-program.js';
import { ShellProcess } from './shell-process.js';
import {
  codeOf,
  type Outcome,
  type Script,
  type ShellLookOptions,
  type ShellLookResult,
  type ShellOptions,
  type ShellStatistics,
} from './shell-types.js';

export { shellCommand } from './shell-start.js';
export type { ShellLookOptions, ShellLookResult, ShellOptions, ShellStatistics } from './shell-types.js';

interface Look extends Script {
  readonly bytes: boolean;
  resolve(result: ShellLookResult): void;
  reject(error: unknown): void;
}

const LOOK_TIMEOUT = 60;

/**
 * A shell on a machine that stays open, so that a look costs one round trip, and looks requested before the event loop
 * turns cost one together.
 *
 * Scripts must not change anything: a script without an answer is repeated, once, alone, on a channel of its own.
 */
export class WarmShell {
  readonly #transport: Transport;
  readonly #options: ShellOptions;
  readonly #queue: Look[] = [];
  #flushing = false;
  #process: Promise<ShellProcess> | undefined;
  #helper: Promise<Helper | undefined> | undefined;
  /** What the shell that became a helper knew about sudo. */
  #sudoReadsAhead = false;
  /** The helper that works now. */
  #working: Helper | undefined;
  #failure: { error: unknown } | undefined;
  #closed = false;
  #toOpenWith: Look | undefined;
  /** The result of the look that opens the first shell, if there is one. */
  readonly opening: Promise<ShellLookResult> | undefined;
  /** The traffic so far, over all shells of this one. */
  readonly statistics: ShellStatistics = {
    roundTrips: 0,
    looks: 0,
    shells: 0,
    reruns: 0,
  };

  /** Begins to open a shell. Looks may be requested at once; they report a failure. */
  static open(transport: Transport, options: ShellOptions): WarmShell {
    const shell = new WarmShell(transport, options);
    shell.#current().catch(() => {});
    return shell;
  }

  private constructor(transport: Transport, options: ShellOptions) {
    this.#transport = transport;
    this.#options = options;
    const { opening, meter } = options;
    if (opening === undefined) return;
    const result = new Promise<ShellLookResult>((resolve, reject) => {
      this.#toOpenWith = { text: opening, seconds: LOOK_TIMEOUT, bytes: false, resolve, reject };
    });
    this.opening = meter?.waiting(result) ?? result;
    // The caller that needs it gets the error.
    this.opening.catch(() => {});
  }

  /**
   * Resolves at the first answer of the shell.
   *
   * @returns whether sudo reads ahead: input right after a password is then lost.
   * @throws FckError `SUDO_FAILED` or `SHELL_FAILED` if it does not answer.
   */
  async ready(): Promise<{ readonly sudoReadsAhead: boolean }> {
    if (this.working) return { sudoReadsAhead: this.#sudoReadsAhead };
    const shell = await this.#current();
    await shell.ready;
    return shell;
  }

  /**
   * Runs a script that changes nothing, and gives its whole result.
   *
   * @throws FckError `LOOK_TIMEOUT`, `SUDO_FAILED`, `SHELL_FAILED`, `CONNECTION_LOST`.
   */
  look(script: string, options: ShellLookOptions = {}): Promise<ShellLookResult> {
    this.statistics.looks += 1;
    const result = new Promise<ShellLookResult>((resolve, reject) => {
      const seconds = options.timeout ?? LOOK_TIMEOUT;
      this.#queue.push({ text: script, seconds, bytes: options.bytes ?? false, resolve, reject });
      if (this.#flushing) return;
      this.#flushing = true;
      // setImmediate, not a microtask: looks after any number of awaits of resolved values still join.
      setImmediate(() => void this.#flush());
    });
    return this.#options.meter?.waiting(result) ?? result;
  }

  /**
   * Turns the shell's channel into one to the helper of its user, on first use. Looks go through the helper from then on.
   *
   * @returns undefined if the machine has no Python for it
   * @throws FckError `SUDO_FAILED` or `SHELL_FAILED` if the shell does not answer
   */
  async helper(): Promise<Helper | undefined> {
    const known = this.#helper;
    if (known) {
      const helper = await known;
      if (helper === undefined || helper.alive) return helper;
    }
    if (this.#helper === known) this.#helper = this.#startHelper();
    return this.#helper;
  }

  /** The helper, if it works already. */
  get working(): Helper | undefined {
    return this.#working?.alive ? this.#working : undefined;
  }

  /** Ends the shell. Unanswered looks fail. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#failure ??= { error: transportErrors.closed(this.#host) };
    const helper = await this.#helper?.catch(() => undefined);
    const shell = await this.#process?.catch(() => undefined);
    await Promise.all([shell?.close(), helper?.close()]);
  }

  get #host(): string {
    return this.#options.host ?? 'the host';
  }

  async #flush(): Promise<void> {
    let shell: ShellProcess;
    try {
      shell = await this.#current();
      // A helper may have taken its place meanwhile.
      if (shell.over) shell = await this.#current();
    } catch (error) {
      this.#flushing = false;
      for (const look of this.#queue.splice(0)) look.reject(error);
      return;
    }
    this.#flushing = false;
    const looks = this.#queue.splice(0).filter(sendable);
    const outcomes = shell.send(looks);
    looks.forEach((look, index) => {
      outcomes[index]?.then((outcome) => this.#settle(look, outcome, shell)).catch(look.reject);
    });
  }

  /** The living shell; a dead one is replaced, unless it never answered: sudo locks accounts. */
  async #current(): Promise<ShellProcess> {
    const seen = this.#process;
    const known = await seen?.catch(() => undefined);
    if (this.#failure) throw this.#failure.error;
    if (this.#process === seen && (!known || known.over)) {
      this.#process = this.#start();
      this.#process.catch(() => {});
    }
    const shell = await (this.#process ?? this.#start());
    await shell.sendable;
    return shell;
  }

  async #start(): Promise<ShellProcess> {
    const shell = await this.#startProcess();
    shell.ready.catch((error: unknown) => {
      this.#failure ??= { error };
    });
    return shell;
  }

  async #startHelper(): Promise<Helper | undefined> {
    const shell = await this.#current();
    const starting = shell.handOver(becomeHelper).then((channel) => {
      if (!channel) return undefined;
      this.#sudoReadsAhead = shell.sudoReadsAhead;
      this.#working = new Helper(channel, this.#host, this.#options.meter);
      return this.#working;
    });
    // The next look starts a shell through the helper.
    this.#process = starting.then((helper) => (helper ? Promise.reject(new Error('handed over')) : shell));
    this.#process.catch(() => {});
    const helper = await starting;
    if (!helper) await shell.ready;
    return helper;
  }

  /** A shell of its own: through the helper, if there is one. */
  #another(): Promise<ShellProcess> {
    const helper = this.working;
    if (!helper) return ShellProcess.start(this.#transport, this.#options, this.statistics);
    const { host, user, meter } = this.#options;
    return ShellProcess.start(
      helper.shells,
      { command: 'sh', host, user, meter, isPrepared: true },
      this.statistics,
    );
  }

  async #startProcess(): Promise<ShellProcess> {
    const look = this.#toOpenWith;
    if (!look) return this.#another();
    this.#toOpenWith = undefined;
    this.statistics.looks += 1;
    try {
      const { shell, outcome } = await ShellProcess.startWith(
        look,
        this.#transport,
        this.#options,
        this.statistics,
      );
      outcome.then((found) => this.#settle(look, found, shell)).catch(look.reject);
      return shell;
    } catch (error) {
      look.reject(error);
      throw error;
    }
  }

  async #settle(look: Look, outcome: Outcome, shell: ShellProcess): Promise<void> {
    if (outcome.kind !== 'died') {
      this.#conclude(look, outcome);
      if (outcome.kind !== 'answered') await this.#endGroup(shell);
      return;
    }
    if (this.#closed) throw transportErrors.closed(this.#host);
    await shell.ready;
    this.statistics.reruns += 1;
    await this.#alone(look, async (again, fresh) => {
      this.#conclude(look, again);
      if (again.kind === 'timeout' || again.kind === 'flooded') await this.#endGroup(fresh);
    });
  }

  /** Runs one script in a shell of its own. */
  async #alone(script: Script, use: (outcome: Outcome, shell: ShellProcess) => Promise<void>): Promise<void> {
    const fresh = await this.#another();
    try {
      await fresh.sendable;
      for (const outcome of fresh.send([script])) await use(await outcome, fresh);
    } finally {
      await fresh.close();
    }
  }

  /** Ends the processes of a shell if its transport could not: a hanging process may hang for ever. */
  async #endGroup({ group }: ShellProcess): Promise<void> {
    if (group === undefined || this.#closed) return;
    await this.#alone({ text: `kill -s TERM -- -${group}`, seconds: LOOK_TIMEOUT }, async () => {}).catch(
      () => {},
    );
  }

  #conclude(look: Look, outcome: Outcome): void {
    if (outcome.kind === 'timeout') {
      look.reject(shellErrors.lookTimeout(this.#host, firstLine(look.text), look.seconds));
    } else if (outcome.kind === 'flooded') {
      look.reject(shellErrors.tooMuchOutput(this.#host, firstLine(look.text), limitText(outputLimits.look)));
    } else if (outcome.kind === 'died' && outcome.exit.lost) {
      look.reject(transportErrors.lost(this.#host, 'it broke while something was looked up'));
    } else {
      const code = outcome.kind === 'died' ? codeOf(outcome.exit) : outcome.code;
      const text = { code, stdout: outcome.stdout.toString(), stderr: outcome.stderr.toString() };
      look.resolve(look.bytes ? { ...text, stdoutBytes: outcome.stdout } : text);
    }
  }
}

/** Whether a shell can be sent this script; if not, it fails, and the others do not. */
function sendable(look: Look): boolean {
  try {
    quote(look.text);
    return true;
  } catch (error) {
    look.reject(error);
    return false;
  }
}

function firstLine(script: string): string {
  const [line = '', ...more] = script.trim().split('\n');
  const short = line.length > 160 ? `${line.slice(0, 159)}…` : line;
  return more.length > 0 && short === line ? `${line} …` : short;
}

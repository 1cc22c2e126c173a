import type { Channel, Exit, Transport } from '../../api/transport.js';
import { quote } from '../../command/command.js';
import type { FckError } from '../../errors/fck-error.js';
import { shellErrors } from '../../errors/shell.js';
import { transportErrors } from '../../errors/transport.js';
import { limitText, outputLimits } from '../channel/output-limits.js';
import { type Frame, FrameReader, framed, newNonce } from './shell-frame.js';
import {
  groupMark,
  passwordBootstrap,
  readsAhead,
  SUDO_PROMPT,
  shellPreamble,
  wordsOf,
} from './shell-start.js';
import type { Outcome, Script, ShellOptions, ShellStatistics } from './shell-types.js';

interface Awaited extends Script {
  readonly sequence: number;
  settle(outcome: Outcome): void;
}

/** Seconds within which a shell must answer for the first time. */
const START_TIMEOUT = 60;
/** Milliseconds that a shell may take to end when its input ends. */
const END_GRACE = 250;
/** The command that cloud-init sets for the keys of an account that is not meant for logins. */
const WANTED_USER = /Please log ?in as the user "?([\w.-]{1,32})"? rather than/;
/** Sequence numbers of marks that belong to no script. */
const HELLO = -1;
const READY = 0;

/** The first input of a shell; it answers with the mark of {@link READY}. */
function greeting(nonce: string, { isPrepared }: Pick<ShellOptions, 'isPrepared'>): string {
  return (isPrepared ? '' : shellPreamble) + groupMark(nonce, READY);
}

/** One running shell: scripts in, frames out. When it ends, every script without an answer gets an outcome. */
export class ShellProcess {
  readonly #channel: Channel;
  readonly #options: ShellOptions;
  readonly #statistics: ShellStatistics;
  readonly #nonce: string;
  readonly #stdout: FrameReader;
  readonly #stderr: FrameReader;
  readonly #outFrames: Frame[] = [];
  readonly #errFrames: Frame[] = [];
  readonly #takeOut: (chunk: Buffer) => void;
  readonly #takeErr: (chunk: Buffer) => void;
  readonly #owed: Awaited[] = [];
  #sequence = READY;
  #started: { resolve(): void; reject(error: FckError): void } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #over = false;
  #group = 0;
  #late = false;
  /** Bytes of both outputs since the last answer. */
  #unanswered = 0;
  #flooded = false;
  /** Whether sudo refused the password. */
  #refused = false;
  /** Whether another program takes its place. */
  #isHandedOver = false;
  #sudoReadsAhead = false;
  /** Resolves at its first answer; rejects if it ends before. */
  readonly ready: Promise<void>;
  /** Resolves once scripts may be sent: at once, unless sudo must read a password first, which would consume them. */
  readonly sendable: Promise<void>;

  /** Starts a shell. */
  static async start(
    transport: Pick<Transport, 'open'>,
    options: ShellOptions,
    statistics: ShellStatistics,
  ): Promise<ShellProcess> {
    const nonce = newNonce();
    const { command, password } = options;
    const channel = await transport.open(password ? `${command} -c ${passwordBootstrap(nonce)}` : command);
    const shell = new ShellProcess(channel, options, statistics, nonce);
    if (password) shell.#write(`${password.reveal()}\n`);
    else channel.stdin.write(greeting(nonce, options));
    return shell;
  }

  /** Starts a shell whose first script is part of the command that starts it. */
  static async startWith(
    script: Script,
    transport: Pick<Transport, 'open'>,
    options: ShellOptions,
    statistics: ShellStatistics,
  ): Promise<{ shell: ShellProcess; outcome: Promise<Outcome> }> {
    const nonce = newNonce();
    const first = `${greeting(nonce, options)}${framed(script.text, nonce, READY + 1)}exec sh`;
    const channel = await transport.open(`exec ${options.command} -c ${quote(first)}`);
    const shell = new ShellProcess(channel, options, statistics, nonce);
    return { shell, outcome: shell.#owe(script).outcome };
  }

  private constructor(channel: Channel, options: ShellOptions, statistics: ShellStatistics, nonce: string) {
    this.#channel = channel;
    this.#options = options;
    this.#statistics = statistics;
    statistics.shells += 1;
    this.#nonce = nonce;
    this.#stdout = new FrameReader(nonce);
    this.#stderr = new FrameReader(nonce);
    this.ready = new Promise((resolve, reject) => {
      this.#started = { resolve, reject };
    });
    this.ready.catch(() => {});
    this.sendable = options.password ? this.ready : Promise.resolve();
    this.#timer = setTimeout(() => {
      this.#late = true;
      channel.abort();
    }, START_TIMEOUT * 1000);
    channel.stdin.on('error', () => {});
    this.#takeOut = (chunk) => this.#take(this.#stdout, this.#outFrames, chunk);
    this.#takeErr = (chunk) => {
      this.#take(this.#stderr, this.#errFrames, chunk);
      if (this.#started && options.password) this.#watchSudo();
    };
    channel.stdout.on('data', this.#takeOut);
    channel.stderr.on('data', this.#takeErr);
    void channel.exit.then((exit) => this.#end(exit));
  }

  /**
   * Its process group on the machine, known after its first answer. All its scripts run in this group. Another shell
   * may have to end it, since sshd passes no signals on to processes of root. Undefined if unknown.
   */
  get group(): number | undefined {
    return this.#group > 1 ? this.#group : undefined;
  }

  /** Whether sudo consumes what is sent right after a password. Known once the shell is ready. */
  get sudoReadsAhead(): boolean {
    return this.#sudoReadsAhead;
  }

  /** True if it can take no more scripts. */
  get over(): boolean {
    return this.#over || this.#isHandedOver;
  }

  /** Sends scripts as one write. */
  send(scripts: readonly Script[]): Promise<Outcome>[] {
    let text = '';
    const outcomes = scripts.map((script) => {
      const { sequence, outcome } = this.#owe(script);
      text += framed(script.text, this.#nonce, sequence);
      return outcome;
    });
    if (this.#over) this.#end({ code: null, lost: true });
    else {
      this.#options.meter?.programs(scripts.length);
      this.#write(text);
      this.#watch();
    }
    return outcomes;
  }

  /**
   * Replaces the shell by another program on its channel. Its earlier scripts are answered first.
   *
   * @param line makes the shell start the program, which prints the mark of this sequence number first, with the code 0;
   * with another code, the shell goes on
   * @returns the program's channel; undefined if the shell goes on, or has ended
   */
  async handOver(line: (nonce: string, sequence: number) => string): Promise<Channel | undefined> {
    this.#isHandedOver = true;
    const { sequence, outcome } = this.#owe({ text: 'another program', seconds: START_TIMEOUT });
    if (this.#over) this.#end({ code: null, lost: true });
    else {
      this.#write(line(this.#nonce, sequence));
      this.#watch();
    }
    const found = await outcome;
    const channel = this.#channel;
    if (found.kind !== 'answered' || found.code !== 0) {
      this.#isHandedOver = false;
      return undefined;
    }
    this.#over = true;
    return channel;
  }

  /** Ends its input, and aborts it if it does not end in time. */
  async close(): Promise<void> {
    this.#over = true;
    this.#channel.stdin.end();
    const timer = setTimeout(() => this.#channel.abort(), END_GRACE);
    await this.#channel.exit;
    clearTimeout(timer);
  }

  #owe(script: Script): { sequence: number; outcome: Promise<Outcome> } {
    this.#sequence += 1;
    const sequence = this.#sequence;
    const outcome = new Promise<Outcome>((settle) => this.#owed.push({ ...script, sequence, settle }));
    return { sequence, outcome };
  }

  #write(text: string): void {
    this.#statistics.roundTrips += 1;
    this.#options.meter?.request();
    this.#channel.stdin.write(text);
  }

  #take(reader: FrameReader, frames: Frame[], chunk: Buffer): void {
    this.#unanswered += chunk.length;
    // Its output while it is being ended is discarded.
    if (this.#flooded) return;
    frames.push(...reader.push(chunk));
    for (;;) {
      const [out, err] = [this.#outFrames[0], this.#errFrames[0]];
      if (!out || !err) break;
      this.#outFrames.shift();
      this.#errFrames.shift();
      if (out.sequence !== err.sequence) this.#channel.abort();
      else if (out.sequence === HELLO) this.#greet(out.output);
      else if (out.sequence === READY) this.#start(out.code);
      else this.#answer(out, err);
    }
    if (reader.isBroken || this.#unanswered > this.#limit) this.#flood();
  }

  /** Bytes allowed until the next answer. An idle shell has little to print. */
  get #limit(): number {
    return this.#owed.length > 0 && !this.#started ? outputLimits.look : outputLimits.start;
  }

  /** If sudo asks again, it would read for ever: the end of its input makes it give up. */
  #watchSudo(): void {
    if (this.#refused || this.#stderr.rest().toString().split(SUDO_PROMPT).length <= 2) return;
    this.#refused = true;
    this.#channel.stdin.end();
  }

  /** Ends a shell that exceeds its output limit. */
  #flood(): void {
    this.#flooded = true;
    this.#over = true;
    if (!this.#started) this.#owed.shift()?.settle({ kind: 'flooded' });
    this.#channel.abort();
  }

  #greet(before: Buffer): void {
    this.#sudoReadsAhead = readsAhead(before);
    this.#channel.stdin.write(`${this.#nonce}\n${greeting(this.#nonce, this.#options)}`);
  }

  #start(group: number): void {
    this.#unanswered = 0;
    this.#group = group;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#started?.resolve();
    this.#started = undefined;
    this.#watch();
  }

  #answer(out: Frame, err: Frame): void {
    const look = this.#owed[0];
    if (look?.sequence !== out.sequence) {
      this.#channel.abort();
      return;
    }
    this.#owed.shift();
    this.#unanswered = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#isHandedOver && out.code === 0 && this.#owed.length === 0) this.#detach();
    look.settle({ kind: 'answered', code: out.code, stdout: out.output, stderr: err.output });
    this.#watch();
  }

  /** Leaves the outputs to the program that takes its place. */
  #detach(): void {
    const { stdout, stderr } = this.#channel;
    stdout.pause().off('data', this.#takeOut);
    stderr.pause().off('data', this.#takeErr);
  }

  /** Sets the deadline of the current script: those behind it have not begun. */
  #watch(): void {
    const look = this.#owed[0];
    if (!look || this.#timer || this.#started) return;
    this.#timer = setTimeout(() => {
      this.#owed.shift();
      look.settle({ kind: 'timeout' });
      this.#over = true;
      this.#channel.abort();
    }, look.seconds * 1000);
  }

  #end(exit: Exit): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#started?.reject(this.#startError(exit));
    this.#started = undefined;
    const nothing = Buffer.alloc(0);
    const [stdout, stderr] = this.#flooded ? [nothing, nothing] : [this.#stdout.rest(), this.#stderr.rest()];
    for (const look of this.#owed.splice(0)) look.settle({ kind: 'died', exit, stdout, stderr });
  }

  #startError(exit: Exit): FckError {
    const { command, host = 'the host', user, password } = this.#options;
    const words = [wordsOf(this.#stderr.rest()), this.#late ? `no answer in ${START_TIMEOUT} s` : '']
      .filter(Boolean)
      .join('; ');
    if (this.#flooded)
      return shellErrors.shell(host, command, { printed: limitText(outputLimits.start) }, '');
    if (exit.lost && !this.#late) return transportErrors.lost(host, 'it broke while a shell was started');
    if (/(^|\s)sudo /.test(command))
      return shellErrors.sudo(host, user, words, {
        password: password !== undefined,
        isRefused: this.#refused,
      });
    const output = wordsOf(this.#stdout.rest());
    const wanted = WANTED_USER.exec(output)?.[1];
    if (wanted !== undefined) return shellErrors.otherUser(host, user, wanted);
    return shellErrors.shell(host, command, exit, words || output);
  }
}

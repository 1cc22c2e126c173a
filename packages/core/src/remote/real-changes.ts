import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FckEventDraft } from '../api/events.js';
import type { RunOptions, WriteOptions } from '../api/remote.js';
import type { Channel } from '../api/transport.js';
import { within } from '../attribution/within.js';
import { type Command, sh } from '../command/command.js';
import { withSecrets } from '../command/escaped.js';
import { shownCommand } from '../command/python-module.js';
import { Secret } from '../command/secret.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { lockErrors } from '../errors/lock.js';
import { remoteErrors } from '../errors/remote.js';
import { shellErrors } from '../errors/shell.js';
import { transportErrors } from '../errors/transport.js';
import { Flood, limitText, outputLimits } from '../transport/channel/output-limits.js';
import type { Changes, FileToWrite } from './changes.js';
import { type Fence, LOST } from './fence.js';
import { LineSplitter } from './line-splitter.js';
import type { Machine } from './machine.js';
import { OutputTail } from './output-tail.js';
import { rebootMachine } from './reboot.js';
import { shownAfter, shownBefore } from './shown-text.js';
import { type ChangeSetting, startCommand, startWrite, startWrites } from './start-command.js';

const CHANGE_TIMEOUT = 1800;

/** A change, and what its progress shows. */
interface StartedChange {
  readonly title: string;
  readonly silent?: boolean | undefined;
  /** Seconds until it is given up. */
  readonly timeout?: number | undefined;
  start(setting: ChangeSetting): Promise<Channel>;
  feed?(channel: Channel): Promise<void>;
}

/** Changes a machine. Each change has a channel of its own and is never repeated. */
export class RealChanges implements Changes {
  readonly skippedAny = false;
  readonly #machine: Machine;
  readonly #user: string | undefined;
  readonly #hostName: string;
  readonly #emit: (event: FckEventDraft) => void;
  readonly #fence: Fence | undefined;

  /** @param fence guards every change; without one, nothing is locked */
  constructor(
    machine: Machine,
    user: string | undefined,
    hostName: string,
    emit: (event: FckEventDraft) => void,
    fence?: Fence,
  ) {
    this.#machine = machine;
    this.#user = user;
    this.#hostName = hostName;
    this.#emit = emit;
    this.#fence = fence;
  }

  planned(): undefined {
    return undefined;
  }

  async run(command: Command, options: RunOptions): Promise<void> {
    for (const value of [options.input, ...Object.values(options.env ?? {})])
      if (value instanceof Secret) this.#machine.redactor.add(value);
    await this.#follow({
      title: options.title ?? shownCommand(command),
      silent: options.bookkeeping,
      timeout: options.timeout,
      start: (setting) => startCommand(setting, command, options),
      feed: async ({ stdin }) => {
        stdin.end(inputBytes(options.input));
      },
    });
  }

  async write(file: FileToWrite, before: string | undefined): Promise<void> {
    if (before !== undefined && !file.secret)
      this.#emit({
        type: 'diff',
        host: this.#hostName,
        path: file.path,
        before: shownBefore(file, before),
        after: shownAfter(file),
      });
    await this.#follow({
      title: `write ${file.path}`,
      silent: file.bookkeeping,
      start: (setting) => startWrite(setting, file, file.content.length),
      feed: async ({ stdin }) => {
        stdin.end(file.content);
      },
    });
  }

  async writeRecords(files: readonly FileToWrite[]): Promise<void> {
    await this.#follow({
      title: `write ${files.map(({ path }) => path).join(', ')}`,
      silent: true,
      start: (setting) => startWrites(setting, files),
    });
  }

  async upload(localFile: string, path: string, options: WriteOptions): Promise<void> {
    const file = await open(localFile).catch((error: unknown) => {
      throw transportErrors.put(this.#hostName, localFile, path, messageOf(error), error);
    });
    try {
      const { size } = await file.stat();
      await this.#follow({
        title: `upload ${path}`,
        start: (setting) =>
          startWrite(setting, { path, mode: options.mode ?? 0o644, owner: options.owner }, size),
        feed: ({ stdin }) => pipeline(file.createReadStream({ autoClose: false }), stdin),
      });
    } finally {
      await file.close();
    }
  }

  reboot(withinSeconds: number): Promise<void> {
    const asRoot = new RealChanges(this.#machine, 'root', this.#hostName, this.#emit, this.#fence);
    const order = sh`systemctl reboot 2>/dev/null || /sbin/reboot`;
    const reboot = () =>
      rebootMachine(this.#machine, this.#hostName, withinSeconds, () =>
        asRoot.run(order, { title: 'reboot', timeout: 30 }),
      );
    return this.#fence ? this.#fence.throughReboot(reboot) : reboot();
  }

  /** Starts a change, feeds it, and waits for its end. */
  async #follow({ title, silent, timeout, start, feed }: StartedChange): Promise<void> {
    const user = await this.#machine.actingAs(this.#user);
    const shown = this.#machine.redactor.redact(title);
    const started = Date.now();
    const post = await this.#fence?.pass();
    const channel = await start({ machine: this.#machine, user, post });
    const tail = new OutputTail();
    const flood = new Flood(outputLimits.change, () => channel.abort());
    this.#show(channel.stdout, 'stdout', tail, flood);
    this.#show(channel.stderr, 'stderr', tail, flood);
    // A command that ends without reading its input is not an error: its exit code counts.
    channel.stdin.on('error', () => undefined);
    const fed = feed?.(channel).catch(() => undefined);
    const seconds = timeout ?? CHANGE_TIMEOUT;
    const exit = await within(seconds, channel.exit, () => {
      channel.abort();
      return remoteErrors.timedOut(
        this.#hostName,
        shown,
        seconds,
        this.#machine.redactor.redact(tail.lines()),
      );
    });
    await fed;
    if (flood.isOver) throw shellErrors.tooMuchOutput(this.#hostName, shown, limitText(outputLimits.change));
    if (exit.lost) throw remoteErrors.unknownOutcome(this.#hostName, shown, exit);
    if (post && exit.code === LOST.code && tail.lines(1) === LOST.text) throw lockErrors.lost(this.#hostName);
    // The change was refused by sudo or doas, or neither exists. Their messages are in the machine's language, so they
    // are called again in a way that can only give the reason.
    if (
      user !== undefined &&
      (exit.code === 1 || exit.code === 127) &&
      !(await this.#machine.workingHelper(user))
    )
      await this.#machine.requireSudo(user).catch(throwRefusal);
    if (exit.code !== 0)
      throw remoteErrors.commandFailed(
        this.#hostName,
        shown,
        exit.code ?? exit.signal ?? 'signal',
        this.#machine.redactor.redact(tail.lines()),
      );
    if (silent) return;
    this.#emit({
      type: 'change',
      host: this.#hostName,
      what: shown,
      planned: false,
      ms: Date.now() - started,
    });
  }

  #show(stream: Readable, name: 'stdout' | 'stderr', tail: OutputTail, flood: Flood): void {
    const lines = new LineSplitter(
      (line) => this.#machine.redactor.redact(line),
      (text) => this.#emit({ type: 'output', host: this.#hostName, stream: name, text }),
    );
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      flood.add(text.length);
      tail.add(text);
      lines.add(text);
    });
    stream.on('end', () => lines.end());
  }
}

function inputBytes(input: RunOptions['input']): Buffer {
  if (input === undefined) return Buffer.alloc(0);
  if (Buffer.isBuffer(input)) return input;
  return Buffer.from(input instanceof Secret ? input.reveal() : withSecrets(input));
}

function throwRefusal(error: unknown): void {
  if (isFckError(error) && error.code === 'SUDO_FAILED') throw error;
}

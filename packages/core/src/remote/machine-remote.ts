import { isUtf8 } from 'node:buffer';
import { setTimeout as delay } from 'node:timers/promises';
import type { FckEventDraft } from '../api/events.js';
import type { Facts } from '../api/facts.js';
import type { Host } from '../api/host.js';
import type {
  ExpectOptions,
  LookOptions,
  LookResult,
  Remote,
  RunOptions,
  StreamOptions,
  WriteOptions,
} from '../api/remote.js';
import type { StandardSchema } from '../api/standard-schema.js';
import type { Channel } from '../api/transport.js';
import { onHost } from '../attribution/attribution.js';
import { assertCommand, type Command, isCommand, sh } from '../command/command.js';
import {
  type PythonArguments,
  type PythonModule,
  pythonCallOf,
  shownCommand,
} from '../command/python-module.js';
import { Secret } from '../command/secret.js';
import { remoteErrors } from '../errors/remote.js';
import { parseJson } from '../parse-json.js';
import { limitText } from '../transport/channel/output-limits.js';
import type { Bookkeeping } from './bookkeeping.js';
import { type Changes, type FileToWrite, fileToWrite } from './changes.js';
import { currentFile, isUpToDate, lookAtFile } from './current-file.js';
import type { Fence } from './fence.js';
import { files } from './files.js';
import { lookByCall } from './look-by-call.js';
import type { Machine } from './machine.js';
import { lastLines } from './output-tail.js';
import { type Plan, PlannedChanges } from './planned-changes.js';
import { RealChanges } from './real-changes.js';
import { isHelped, startAlone, startCommand } from './start-command.js';

/** Bytes of a file to read at most. */
const LONGEST_FILE = 8 * 1024 * 1024;

/** State shared by the remotes of one host, for all users. */
export interface RemoteSetting {
  readonly host: Host;
  readonly machine: Machine;
  readonly emit: (event: FckEventDraft) => void;
  readonly signal: AbortSignal;
  /** Guards changes: the run's lock of the machine. */
  readonly fence?: Fence | undefined;
  /** The run's records on the machine, for all of its remotes. Without it, each file is written alone. */
  readonly bookkeeping?: Bookkeeping | undefined;
  /** The plan that collects changes; undefined if they are made. */
  readonly plan: Plan | undefined;
  /** Called when a dry run did not check a condition. */
  readonly unasked?: (() => void) | undefined;
}

/** The {@link Remote} of a real machine. */
export class MachineRemote implements Remote {
  readonly user: string | undefined;
  readonly #setting: RemoteSetting;
  readonly #changes: Changes;
  /** Undefined for the login user, whose shell is the connection's first. */
  readonly #actsAs: string | undefined;

  constructor(setting: RemoteSetting, actsAs?: string) {
    this.#setting = setting;
    this.#actsAs = actsAs;
    this.user = actsAs ?? setting.host.user;
    const { machine, host, emit, plan, fence } = setting;
    this.#changes = plan
      ? new PlannedChanges(plan, host.name, emit, (text) => machine.redactor.redact(text))
      : new RealChanges(machine, actsAs, host.name, emit, fence);
  }

  get host(): Host {
    return this.#setting.host;
  }

  get dryRun(): boolean {
    return this.#setting.plan !== undefined;
  }

  facts(): Promise<Facts> {
    return this.#setting.machine.facts();
  }

  async look(command: Command, options: LookOptions = {}): Promise<LookResult> {
    assertCommand(command);
    return onHost(() => this.#look(command, options));
  }

  async #look(command: Command, options: LookOptions): Promise<LookResult> {
    const { machine } = this.#setting;
    const user = await machine.actingAs(this.#actsAs);
    const call = pythonCallOf(command);
    if (call && isHelped(user)) {
      const helper = await (call.hasShellForm ? machine.workingHelper(user) : machine.helper(user));
      if (helper) return lookByCall(helper, call, this.host.name, options);
    }
    return (await machine.shell(user)).look(command.text, options);
  }

  async call<T>(
    module: PythonModule,
    name: string,
    args: PythonArguments,
    returns: StandardSchema<unknown, T>,
    options?: LookOptions,
  ): Promise<T> {
    const answer = parseJson(await this.query(module.call(name, args), options));
    const checked = await returns['~standard'].validate(answer);
    if (!checked.issues) return checked.value;
    const [issue] = checked.issues;
    throw remoteErrors.unfitAnswer(this.host.name, `${module.name}.${name}`, issue?.message ?? '');
  }

  async test(command: Command, options?: LookOptions): Promise<boolean> {
    return (await this.look(command, options)).code === 0;
  }

  async query(command: Command, options?: LookOptions): Promise<string> {
    const { code, stdout, stderr } = await this.look(command, options);
    if (code === 0) return stdout.replace(/\n+$/, '');
    const shown = this.#redact(shownCommand(command));
    if (this.#changes.skippedAny) throw remoteErrors.planUnknown(this.host.name, shown);
    throw remoteErrors.commandFailed(
      this.host.name,
      shown,
      code,
      this.#redact(lastLines(stderr || stdout, 30)),
    );
  }

  async read(path: string): Promise<string | undefined> {
    const planned = this.#changes.planned(path);
    if (planned !== undefined) return planned;
    // Reading a named pipe would block for ever. A file that is too long is not sent completely.
    const { code, stdout, stderr } = await this.look(
      files.program(
        'show',
        { path, most: LONGEST_FILE + 1 },
        sh`test -e ${path} || exit 66; test -f ${path} || exit 67; head -c ${LONGEST_FILE + 1} -- ${path}`,
      ),
    );
    if (code === 66) return undefined;
    if (code === 67) throw remoteErrors.unfitFile(this.host.name, path, 'it is no regular file');
    if (code === 0 && Buffer.byteLength(stdout) > LONGEST_FILE)
      throw remoteErrors.unfitFile(this.host.name, path, `it is larger than ${limitText(LONGEST_FILE)}`);
    if (code !== 0)
      throw remoteErrors.commandFailed(this.host.name, `cat ${path}`, code, lastLines(stderr, 5));
    return stdout;
  }

  async exists(path: string): Promise<boolean> {
    return this.#changes.planned(path) !== undefined || (await this.test(sh`test -e ${path}`));
  }

  async run(command: Command, options: RunOptions = {}): Promise<void> {
    assertCommand(command);
    return onHost(() => this.#changes.run(command, options));
  }

  async write(path: string, content: string | Buffer | Secret, options: WriteOptions = {}): Promise<boolean> {
    if (content instanceof Secret) this.#setting.machine.redactor.add(content);
    const file = fileToWrite(path, content, options);
    const planned = this.#changes.planned(path);
    if (planned === file.content.toString()) return false;
    if (file.bookkeeping) {
      await this.#keep(file);
      return true;
    }
    const found = currentFile(file, (await this.look(lookAtFile(file))).stdout);
    if (isUpToDate(file, found)) return false;
    await onHost(() => this.#changes.write(file, file.secret ? undefined : (planned ?? found?.text)));
    return true;
  }

  upload(localFile: string, path: string, options: WriteOptions = {}): Promise<void> {
    return onHost(() => this.#changes.upload(localFile, path, options));
  }

  async download(path: string, localFile: string): Promise<void> {
    await onHost(async () => (await this.#setting.machine.transport()).get(path, localFile));
  }

  async expect(
    what: string,
    condition: Command | (() => Promise<boolean>),
    options: ExpectOptions = {},
  ): Promise<void> {
    if (typeof condition !== 'function') assertCommand(condition);
    if (this.dryRun) {
      this.#setting.unasked?.();
      return;
    }
    const holds = isCommand(condition) ? () => this.test(condition) : condition;
    const within = options.within ?? 30;
    const deadline = Date.now() + within * 1000;
    for (;;) {
      if (await holds()) return;
      if (Date.now() >= deadline) break;
      this.#setting.signal.throwIfAborted();
      await delay((options.every ?? 0.2) * 1000);
    }
    const detail = await options.onFailure?.();
    throw remoteErrors.expectation(
      this.host.name,
      what,
      within,
      detail === undefined ? undefined : this.#redact(detail),
    );
  }

  as(user: string): Remote {
    return new MachineRemote(this.#setting, user);
  }

  async stream(command: Command, { title, bulk = false }: StreamOptions = {}): Promise<Channel> {
    assertCommand(command);
    if (this.dryRun) throw remoteErrors.noStreamInPlan(this.host.name);
    const { machine, emit, host, fence } = this.#setting;
    const started = Date.now();
    const user = await machine.actingAs(this.#actsAs);
    const post = await fence?.pass();
    const start = bulk ? startAlone : startCommand;
    const channel = await start({ machine, user, post }, command);
    if (title === undefined) return channel;
    const exit = channel.exit.then((ended) => {
      const ms = Date.now() - started;
      if (ended.code === 0) emit({ type: 'change', host: host.name, what: title, planned: false, ms });
      return ended;
    });
    const { stdin, stdout, stderr } = channel;
    return { stdin, stdout, stderr, exit, abort: () => channel.abort() };
  }

  reboot(options: { within?: number } = {}): Promise<void> {
    return onHost(() => this.#changes.reboot(options.within ?? 300));
  }

  /** The caller has compared the file before, or writes a new one. */
  #keep(file: FileToWrite): Promise<void> {
    const { bookkeeping, plan } = this.#setting;
    if (plan || !bookkeeping || !isText(file.content)) return this.#changes.write(file, undefined);
    return bookkeeping.write(file, this.#changes, this.user);
  }

  #redact(text: string): string {
    return this.#setting.machine.redactor.redact(text);
  }
}

/** Whether a script can contain it. */
function isText(content: Buffer): boolean {
  return isUtf8(content) && !content.includes(0);
}

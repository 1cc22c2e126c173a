import {
  assertCommand,
  type Channel,
  type Command,
  type ExpectOptions,
  type Facts,
  FckError,
  type Host,
  isCommand,
  type LookResult,
  type PythonArguments,
  type PythonModule,
  type Remote,
  type RunOptions,
  Secret,
  type StandardSchema,
  type WriteOptions,
  withoutSecrets,
  withSecrets,
} from '@fck/core';
import { answerTo } from './fake-answers.js';
import { type FakeMachine, type FakeRemoteOptions, fakeMachine } from './fake-machine.js';
import { describeChange, type RecordedChange, type RecordedRun } from './recorded-change.js';

/** Attempts that `expect` of a fake host makes: it does not wait between them. */
const ATTEMPTS = 20;

/** A {@link Remote} without a machine: it answers looks from its script, and records changes. */
export class FakeRemote implements Remote {
  readonly user: string | undefined;
  readonly #machine: FakeMachine;

  /** Made by {@link fakeRemote}. */
  constructor(machine: FakeMachine, user: string | undefined) {
    this.#machine = machine;
    this.user = user;
  }

  get host(): Host {
    return this.#machine.host;
  }

  get dryRun(): boolean {
    return this.#machine.dryRun;
  }

  /** The host's files by path. Tests and answers may change them. */
  get files(): Map<string, string> {
    return this.#machine.files;
  }

  /** All changes so far, in order, by all users; in a dry run, the changes that would have been made. */
  get changes(): readonly RecordedChange[] {
    return this.#machine.changes;
  }

  /** The commands that were run, in order: {@link FakeRemote.changes} without files. */
  get runs(): readonly RecordedRun[] {
    return this.changes.filter((change) => change.verb === 'run');
  }

  /** The texts of all looks, in order. */
  get looks(): readonly string[] {
    return this.#machine.looks;
  }

  async facts(): Promise<Facts> {
    return this.#machine.facts;
  }

  /** @throws Error if no answer matches: a test must describe its host. */
  async look(command: Command): Promise<LookResult> {
    assertCommand(command);
    const text = command.text.trim();
    this.#machine.looks.push(text);
    const found = this.#answer(text);
    if (!found)
      throw new Error(`The fake host ${this.host.name} has no answer to this look; add one:\n${text}`);
    return found;
  }

  async call<T>(
    module: PythonModule,
    name: string,
    args: PythonArguments,
    returns: StandardSchema<unknown, T>,
  ): Promise<T> {
    const checked = await returns['~standard'].validate(
      JSON.parse(await this.query(module.call(name, args))),
    );
    if (checked.issues) throw new Error(`The answer to ${module.name}.${name} does not fit its schema.`);
    return checked.value;
  }

  async test(command: Command): Promise<boolean> {
    return (await this.look(command)).code === 0;
  }

  async query(command: Command): Promise<string> {
    const { code, stdout, stderr } = await this.look(command);
    if (code === 0) return stdout.replace(/\n+$/, '');
    if (this.dryRun && this.changes.some(({ verb }) => verb !== 'write'))
      throw this.#error('PLAN_UNKNOWN', `What follows depends on a change that is only planned`, command);
    throw this.#error('COMMAND_FAILED', `A command failed (exit ${code})`, command, stderr || stdout);
  }

  async read(path: string): Promise<string | undefined> {
    return this.#machine.planned.get(path) ?? this.files.get(path);
  }

  async exists(path: string): Promise<boolean> {
    const all = [...this.files.keys(), ...this.#machine.planned.keys()];
    return all.some((file) => file === path || file.startsWith(`${path}/`));
  }

  async run(command: Command, options: RunOptions = {}): Promise<void> {
    assertCommand(command);
    const text = command.text.trim();
    this.#record({ verb: 'run', user: this.user, command: text, options });
    const { code, stdout, stderr } = (this.dryRun ? undefined : this.#answer(text)) ?? {};
    if (code)
      throw this.#error('COMMAND_FAILED', `A command failed (exit ${code})`, command, stderr || stdout);
  }

  async write(path: string, content: string | Buffer | Secret, options: WriteOptions = {}): Promise<boolean> {
    const after = content instanceof Secret ? content.reveal() : withSecrets(content.toString());
    const before = await this.read(path);
    if (before === after) return false;
    const shown = content instanceof Secret ? String(content) : withoutSecrets(content.toString());
    this.#record({ verb: 'write', user: this.user, path, content: shown, before, options });
    (this.dryRun ? this.#machine.planned : this.files).set(path, after);
    return true;
  }

  async upload(localFile: string, path: string, options: WriteOptions = {}): Promise<void> {
    this.#record({ verb: 'upload', user: this.user, localFile, path, options });
    if (!this.dryRun) this.files.set(path, `the content of ${localFile}`);
  }

  async download(path: string, localFile: string): Promise<void> {
    throw new Error(`A fake host has nothing to download: ${path} to ${localFile}`);
  }

  async expect(
    what: string,
    condition: Command | (() => Promise<boolean>),
    options: ExpectOptions = {},
  ): Promise<void> {
    if (typeof condition !== 'function') assertCommand(condition);
    if (this.dryRun) return;
    const holds = isCommand(condition) ? () => this.test(condition) : condition;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) if (await holds()) return;
    const detail = await options.onFailure?.();
    throw new FckError({
      code: 'EXPECTATION_FAILED',
      message: `On ${this.host.name}, ${what} was expected and did not happen.`,
      host: this.host.name,
      detail,
    });
  }

  as(user: string): FakeRemote {
    return new FakeRemote(this.#machine, user === this.host.user ? undefined : user);
  }

  async stream(command: Command): Promise<Channel> {
    throw new Error(`A fake host has no streams; test this with testFck: ${command.text.trim()}`);
  }

  async reboot(): Promise<void> {
    this.#record({ verb: 'reboot', user: this.user });
  }

  /** All changes, one per line, for messages and snapshots. */
  describeChanges(): string[] {
    return this.changes.map(describeChange);
  }

  /** Forgets all records; the files are kept. */
  forget(): void {
    this.#machine.changes.length = 0;
    this.#machine.looks.length = 0;
  }

  #answer(command: string): LookResult | undefined {
    return answerTo({ command, user: this.user, files: this.files }, this.#machine.answers);
  }

  #record(change: RecordedChange): void {
    this.#machine.changes.push(change);
  }

  #error(code: string, message: string, command: Command, detail?: string): FckError {
    const { name } = this.host;
    return new FckError({
      code,
      message: `${message} on ${name}: ${command.text.trim()}`,
      host: name,
      detail,
    });
  }
}

/**
 * Makes a host that exists only in memory.
 *
 * @example
 * const remote = fakeRemote({
 *   files: { '/etc/motd': 'hello' },
 *   answers: [['command -v nginx', true], ['nginx -v', { stderr: 'nginx version: nginx/1.22.1' }]],
 * });
 */
export function fakeRemote(options: FakeRemoteOptions = {}): FakeRemote {
  return new FakeRemote(fakeMachine(options), undefined);
}

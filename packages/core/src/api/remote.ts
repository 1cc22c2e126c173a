import type { Command } from '../command/command.js';
import type { PythonArguments, PythonModule } from '../command/python-module.js';
import type { Secret } from '../command/secret.js';
import type { Facts } from './facts.js';
import type { Host } from './host.js';
import type { StandardSchema } from './standard-schema.js';
import type { Channel } from './transport.js';

/** The result of a look. */
export interface LookResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface LookOptions {
  /** Time limit in seconds. Default 60. */
  readonly timeout?: number | undefined;
}

export interface RunOptions {
  /** Its name in the progress display and the journal. Default: the command. */
  readonly title?: string | undefined;
  /** Given to the command on its standard input. */
  readonly input?: string | Buffer | Secret | undefined;
  /** Environment variables; secret values never appear on a command line. */
  readonly env?: Readonly<Record<string, string | Secret>> | undefined;
  /** Working directory. */
  readonly cwd?: string | undefined;
  /** Seconds until the command is ended and the change counts as failed. Default 1800. */
  readonly timeout?: number | undefined;
  /** True for a change to fck's or a plugin's own records, which is not shown to the user. */
  readonly bookkeeping?: boolean | undefined;
}

export interface WriteOptions {
  /** Permission bits, such as `0o600`. Default `0o644`, for secrets `0o600`. */
  readonly mode?: number | undefined;
  /** True for a file with a plugin's own records: its changes are not shown to the user. */
  readonly bookkeeping?: boolean | undefined;
  /** `user` or `user:group`. Default: the user that the remote acts as. */
  readonly owner?: string | undefined;
}

export interface StreamOptions {
  /** With a title it counts as a change, once it has succeeded. */
  readonly title?: string | undefined;
  /** True if much data will flow, more than some megabytes: it then gets a channel of its own, which is faster. */
  readonly bulk?: boolean | undefined;
}

export interface ExpectOptions {
  /** Time limit in seconds. Default 30. */
  readonly within?: number | undefined;
  /** Seconds between two attempts. Default 0.2. */
  readonly every?: number | undefined;
  /** Returns lines to show when it fails, such as the end of a log. */
  readonly onFailure?: (() => Promise<string | undefined>) | undefined;
}

/**
 * A host as plugins see it. It has three kinds of verb:
 *
 * - **look** (`test`, `query`, `look`, `read`, `exists`): always run, change nothing, may run twice. Concurrent looks are sent
 *   together: `await Promise.all([...])` is one round trip.
 * - **change** (`run`, `write`, `upload`): skipped in a dry run, never repeated automatically.
 * - **expect**: verify with retries; skipped in a dry run.
 *
 * A change returns nothing but whether it changed something. Look up everything else.
 */
export interface Remote {
  readonly host: Host;
  /** The user that commands run as: the login user, or the argument of {@link Remote.as}. */
  readonly user: string | undefined;
  /** True if changes are only shown. */
  readonly dryRun: boolean;

  /** Facts about the machine. Looked up once. */
  facts(): Promise<Facts>;

  /** Whether a command succeeds. Exit codes above 125 (not found, killed) count as "no" too. */
  test(command: Command, options?: LookOptions): Promise<boolean>;
  /**
   * What a command prints, without the newlines at its end.
   *
   * @throws FckError `COMMAND_FAILED` if it fails; `PLAN_UNKNOWN` if it fails in a dry run after a skipped change.
   */
  query(command: Command, options?: LookOptions): Promise<string>;
  /** The exit code and both outputs of a command, whether it failed or not. */
  look(command: Command, options?: LookOptions): Promise<LookResult>;
  /**
   * The content of a text file; undefined if there is none.
   *
   * @throws FckError `FILE_UNFIT` if it is not a regular file (a folder, a named pipe), or larger than 8 MB.
   */
  read(path: string): Promise<string | undefined>;
  /** Whether a path exists. */
  exists(path: string): Promise<boolean>;

  /**
   * What a Python function returns on the host. A look: it must change nothing.
   *
   * @param returns checks the answer, as any library with Standard Schema describes it
   * @throws FckError `COMMAND_FAILED` if the function fails; `ANSWER_UNFIT` if the answer does not fit the schema
   */
  call<T>(
    module: PythonModule,
    name: string,
    args: PythonArguments,
    returns: StandardSchema<unknown, T>,
    options?: LookOptions,
  ): Promise<T>;

  /**
   * Runs a command that changes something.
   *
   * @throws FckError `COMMAND_FAILED` with the command, its exit code and the end of its output.
   */
  run(command: Command, options?: RunOptions): Promise<void>;
  /**
   * Writes a file with this content, mode and owner: atomically and durably, only if it differs.
   *
   * @returns whether it differed.
   */
  write(path: string, content: string | Buffer | Secret, options?: WriteOptions): Promise<boolean>;
  /** Copies a local file. The file at the path is complete, or unchanged. */
  upload(localFile: string, path: string, options?: WriteOptions): Promise<void>;
  /** Copies a file of the host to a local path. A look: it changes nothing there. */
  download(path: string, localFile: string): Promise<void>;

  /**
   * Waits until a command succeeds, or a function returns true.
   *
   * @param what the expectation, for the message: `the site to answer on port 80`
   * @throws FckError `EXPECTATION_FAILED` after the time limit.
   */
  expect(what: string, condition: Command | (() => Promise<boolean>), options?: ExpectOptions): Promise<void>;

  /** The same host, with commands run as another user, usually `root`. */
  as(user: string): Remote;

  /**
   * Starts a program and returns its streams, for work that the other methods cannot do, such as copying from host to host.
   * In a dry run it throws. With a title it counts as a change, once it has succeeded.
   */
  stream(command: Command, options?: StreamOptions): Promise<Channel>;

  /**
   * Reboots the machine and returns once it has booted again and answers.
   *
   * @throws FckError `REBOOT_FAILED` if it does not come back in time (seconds, default 300).
   */
  reboot(options?: { within?: number }): Promise<void>;
}

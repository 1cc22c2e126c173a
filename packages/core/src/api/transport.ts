import type { Readable, Writable } from 'node:stream';
import type { Opening } from './traffic.js';

/** How a remote program ended. `code` is null if a signal ended it, or if the connection broke before the code arrived. */
export interface Exit {
  readonly code: number | null;
  readonly signal?: string | undefined;
  /** True if the connection was lost: it is not known whether and how the program ended. */
  readonly lost?: boolean | undefined;
  /** Set if the connection was given up because the machine had not answered for a minute. */
  readonly silent?: boolean | undefined;
}

/** One running program on a machine. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /**
   * Resolves when the program has ended and both outputs were read to their end; while an output is not read, it stays pending.
   * A caller that does not need the outputs waits with `waitForExit(channel)`, which discards them. Never rejects.
   */
  readonly exit: Promise<Exit>;
  /** Ends this program's channel at once; other channels continue. */
  abort(): void;
}

/** The connection to a machine. One per host and run; all other code uses it. */
export interface Transport {
  /** The kind: `ssh`, `local`. */
  readonly kind: string;
  /** The cost of connecting, unless it is this machine: `--profile` shows it. */
  readonly opening?: Opening | undefined;
  /**
   * Starts a command line in `sh`, whatever the login user's own shell is. A transport limits the open channels and queues the rest.
   *
   * @throws FckError if the connection is lost or refuses another channel.
   */
  open(commandLine: string): Promise<Channel>;
  /** Copies a local file to a path on the machine, which is truncated first. Reports progress in bytes. */
  put(localFile: string, remotePath: string, onProgress?: (bytes: number) => void): Promise<void>;
  /** Copies a file of the machine to a local path. */
  get(remotePath: string, localFile: string): Promise<void>;
  /** Resolves when the connection has ended; a later `open` fails. Used to wait for a reboot. */
  readonly closed: Promise<void>;
  /** Ends the connection. May be called twice. */
  close(): Promise<void>;
}

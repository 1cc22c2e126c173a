import type { Readable, Writable } from 'node:stream';
import type { Opening } from './traffic.js';

/** How a remote program ended. `code` is null if a signal ended it, or if the connection was cut and nobody knows. */
export interface Exit {
  readonly code: number | null;
  readonly signal?: string | undefined;
  /** True if the connection was lost: whether the program ended, and how, is not known. */
  readonly lost?: boolean | undefined;
}

/** One running program on a machine. */
export interface Channel {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /**
   * Settles when the program has ended and both outputs were read to their end: it never does while nobody reads one of them.
   * Whoever does not want them waits with `endOf(channel)`, which lets them go. Never rejects.
   */
  readonly exit: Promise<Exit>;
  /** Ends this program's channel at once; other channels go on. */
  abort(): void;
}

/** The only thing that touches a machine. One per host and run; everything above speaks through it. */
export interface Transport {
  /** Names the kind: `ssh`, `local`. */
  readonly kind: string;
  /** What connecting took, if the machine is another one: `--profile` shows it. */
  readonly opening?: Opening | undefined;
  /**
   * Starts a command line in `sh`, whatever the login user's own shell is. A transport bounds how many channels are open at once and queues the rest.
   *
   * @throws FckError if the connection is lost or refuses another channel.
   */
  open(commandLine: string): Promise<Channel>;
  /** Copies a local file to a path on the machine, which is truncated first. Progress in bytes. */
  put(localFile: string, remotePath: string, onProgress?: (bytes: number) => void): Promise<void>;
  /** Copies a file of the machine to a local path. */
  get(remotePath: string, localFile: string): Promise<void>;
  /** Resolves when the connection is gone; a later `open` fails. Used to wait for a reboot. */
  readonly closed: Promise<void>;
  /** Ends the connection. May be called twice. */
  close(): Promise<void>;
}

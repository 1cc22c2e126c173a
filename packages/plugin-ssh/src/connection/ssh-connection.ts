import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type Channel,
  ChannelSlots,
  type FckError,
  messageOf,
  type Opening,
  type Transport,
  throughLoginShell,
  transportErrors,
} from '@fck/core';
import type { Client, ClientChannel } from 'ssh2';
import { type SshTarget, sshErrors, targetText } from '../errors.js';
import { sshChannel } from './ssh-channel.js';
import { filesOver } from './transfer.js';

/** sshd allows 10 sessions a connection, but began to refuse at 6 opened and closed in quick succession. One holds the lock. */
const CHANNELS = 5;
/** Retries, and milliseconds before each, if the only channel is refused: the server may be slow to notice that the last one ended. */
const REFUSED = { pause: 200, attempts: 10 };
/** Milliseconds for a connection to close cleanly. */
const GOODBYE = 1000;

/** The lease of the jump host's connection: released when this connection ends. */
interface Way {
  release(): Promise<void>;
}

/** A logged-in connection to one machine. */
export class SshConnection implements Transport {
  readonly kind = 'ssh';
  readonly opening: Opening;
  readonly closed: Promise<void>;
  readonly target: SshTarget;
  readonly client: Client;
  readonly #stream: Duplex;
  readonly #via: Way | undefined;
  readonly #files: Pick<Transport, 'put' | 'get'>;
  readonly #slots = new ChannelSlots(CHANNELS);
  readonly #another: (() => Promise<SshConnection>) | undefined;
  /** Channels that run on this connection itself, and how many sshd allows (MaxSessions), as far as is known. */
  #running = 0;
  #allowed = CHANNELS;
  /** Whether sshd ever allowed a program on this connection. */
  #hasRun = false;
  /** The further connection for channels that sshd refuses here. */
  #overflow: Promise<SshConnection> | undefined;
  /** All further connections so far: one that ended may have opened others. */
  readonly #furtherOnes: SshConnection[] = [];
  #ended: Promise<void> | undefined;
  #over = false;
  #why = 'the host ended it';

  /**
   * @param stream what the client speaks through.
   * @param opening what connecting cost so far.
   * @param via the connection to the jump host that carries the stream: it is released when this one ends.
   * @param another logs in once more, for channels that sshd refuses on this connection.
   */
  constructor(
    target: SshTarget,
    client: Client,
    stream: Duplex,
    opening: Opening,
    via?: Way,
    another?: () => Promise<SshConnection>,
  ) {
    this.target = target;
    this.opening = opening;
    this.client = client;
    this.#files = filesOver(this);
    this.#stream = stream;
    this.#via = via;
    this.#another = another;
    this.closed = new Promise((resolve) => {
      client.once('close', () => {
        this.#over = true;
        this.#slots.fail(this.#goneError());
        resolve();
      });
    });
    client.on('error', (error) => {
      this.#why = messageOf(error);
      stream.destroy();
    });
    // A half-closed connection is useless, and some streams would stay half-closed for ever.
    client.once('end', () => stream.destroy());
  }

  async open(commandLine: string): Promise<Channel> {
    const release = await this.slot();
    try {
      const channel = await this.#start(commandLine);
      void channel.exit.then(release);
      return channel;
    } catch (error) {
      release();
      throw error;
    }
  }

  put(localFile: string, remotePath: string, onProgress?: (bytes: number) => void): Promise<void> {
    return this.#files.put(localFile, remotePath, onProgress);
  }

  get(remotePath: string, localFile: string): Promise<void> {
    return this.#files.get(remotePath, localFile);
  }

  /** Waits for one of the few channels; the caller must call the result when that channel has ended. */
  slot(): Promise<() => void> {
    return this.#over ? Promise.reject(this.#goneError()) : this.#slots.acquire();
  }

  /** The error to report for a failure here: the loss of the connection if it is lost, else the given error. */
  explain(error: FckError): FckError {
    return this.#over || !this.#stream.writable ? this.#goneError() : error;
  }

  /** A stream from the machine on to another one. */
  forward(address: string, port: number, signal: AbortSignal): Promise<Duplex> {
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      this.client.forwardOut('127.0.0.1', 0, address, port, (error, channel) => {
        signal.removeEventListener('abort', abort);
        if (error) reject(error);
        else if (signal.aborted) channel.destroy();
        else resolve(channel);
      });
    });
  }

  close(): Promise<void> {
    this.#ended ??= this.#close();
    return this.#ended;
  }

  async #close(): Promise<void> {
    this.#slots.fail(transportErrors.closed(this.target.host));
    // One may still be logging in.
    const further = (this.#overflow ?? Promise.resolve())
      .catch(() => undefined)
      .then(() => Promise.all(this.#furtherOnes.map((open) => open.close())));
    if (!this.#over) {
      // All channels have ended: once the disconnect message is sent, there is no need to wait for an answer.
      if (this.#stream instanceof Socket) this.#stream.once('finish', () => this.#stream.destroy());
      this.client.end();
      const timer = setTimeout(() => this.#stream.destroy(), GOODBYE);
      const giveUp = new Promise<void>((resolve) => setTimeout(resolve, 2 * GOODBYE).unref());
      await Promise.race([this.closed, giveUp]);
      clearTimeout(timer);
    }
    await further;
    await this.#via?.release();
  }

  /** Starts a program here, or on a further connection if sshd allows no more of them on this one. */
  async #start(commandLine: string): Promise<Channel> {
    for (let attempt = 1; this.#running < this.#allowed; attempt += 1) {
      this.#running += 1;
      try {
        const { line, input } = throughLoginShell(commandLine);
        const stream = await this.#exec(line);
        if (input !== '') stream.write(input);
        this.#hasRun = true;
        const channel = sshChannel(stream, () => this.#over);
        void channel.exit.then(() => {
          this.#running -= 1;
        });
        return channel;
      } catch (error) {
        this.#running -= 1;
        if (!isRefusal(error))
          throw this.explain(transportErrors.start(this.target.host, messageOf(error), error));
        if (this.#running > 0) this.#allowed = this.#running;
        else if (attempt < REFUSED.attempts) await this.#slots.released(REFUSED.pause);
        else if (!this.#hasRun) throw this.explain(sshErrors.channel(this.target, 0, error));
        // An aborted program that sshd cannot end still counts as a session.
        else this.#allowed = 0;
      }
    }
    const further = await this.#further();
    return further.#start(commandLine);
  }

  /** The connection for channels that sshd refuses here. One that ended is replaced. */
  async #further(): Promise<SshConnection> {
    const seen = this.#overflow;
    const known = await seen?.catch(() => undefined);
    if (this.#over || this.#ended || !this.#another) throw this.#goneError();
    if (this.#overflow === seen && (!known || known.#over)) {
      this.#overflow = this.#another().then(
        (made) => {
          this.#furtherOnes.push(made);
          return made;
        },
        (error: unknown) => {
          throw this.explain(sshErrors.channel(this.target, this.#allowed, error));
        },
      );
    }
    return this.#overflow ?? Promise.reject(this.#goneError());
  }

  #exec(commandLine: string): Promise<ClientChannel> {
    return new Promise((resolve, reject) => {
      this.client.exec(commandLine, (error, channel) => (error ? reject(error) : resolve(channel)));
    });
  }

  #goneError(): FckError {
    if (this.#ended) return transportErrors.closed(this.target.host);
    return transportErrors.lost(this.target.host, this.#why, targetText(this.target));
  }
}

/** Whether the server would not open a channel, which it may do a moment later. */
function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'reason' in error && /open failure/.test(error.message);
}

import type { Duplex } from 'node:stream';
import { type FckError, isFckError, messageOf } from '@fck/core';
import type { AnyAuthMethod, Client } from 'ssh2';
import { type SshTarget, sshErrors } from '../errors.js';
import type { HostKeys } from '../host-keys/host-keys.js';
import type { AuthPlan } from '../keys/plan-auth.js';
import { loadSsh } from '../ssh2/ssh-module.js';
import { algorithms } from './algorithms.js';
import { signAtOnce } from './sign-at-once.js';
import { type SshSocket, timeoutError } from './socket.js';

/** Milliseconds between keepalive messages, and how many may go unanswered before a connection counts as lost. */
const KEEPALIVE = { keepaliveInterval: 10_000, keepaliveCountMax: 3 };
/** Seconds for logging in: an agent may ask a person to touch a key. */
const LOGIN_TIMEOUT = 60;
/** Milliseconds for the last message to be sent before the socket is destroyed. */
const FLUSH = 300;

/** What is needed to get from a socket to a logged-in client. */
export interface Handshake {
  readonly target: SshTarget;
  readonly socket: SshSocket;
  readonly hostKeys: HostKeys;
  readonly auth: AuthPlan;
  /** Seconds until the server must have shown its key. */
  readonly seconds: number;
  readonly signal?: AbortSignal | undefined;
}

/** Thrown when a server hangs up before its greeting: it may be busy, and another attempt may help. */
export class HungUp extends Error {}

/**
 * Speaks SSH over a socket until it is logged in: host key first, then the keys that the plan has.
 *
 * @throws FckError `SSH_HOST_KEY_…`, `SSH_AUTH_FAILED`, `SSH_HANDSHAKE`, `SSH_UNREACHABLE`.
 * @throws HungUp
 */
export async function handshake(options: Handshake): Promise<Client> {
  const { target, socket, hostKeys, signal } = options;
  const attempt = new Attempt(options);
  const { destroyed, readableEnded, errored } = socket.stream;
  if (destroyed || readableEnded) {
    attempt.fail(errored ?? undefined);
    throw attempt.error();
  }
  const { client } = loadSsh().newClient();
  await new Promise<void>((resolve, reject) => {
    const stream: Duplex = socket.stream;
    const stop = (error: unknown): void => {
      attempt.fail(error);
      stream.destroy();
    };
    const late = (): void => stop(timeoutError(target, options.seconds));
    let timer = setTimeout(late, options.seconds * 1000);
    const abort = (): void => stop(signal?.reason);
    signal?.addEventListener('abort', abort, { once: true });

    client.on('handshake', () => {
      attempt.phase = 'login';
      signAtOnce(client);
      clearTimeout(timer);
      timer = setTimeout(
        () => stop(attempt.authError(`it took longer than ${LOGIN_TIMEOUT} s`)),
        LOGIN_TIMEOUT * 1000,
      );
    });
    client.on('error', (error) => {
      // The agent refused this key: ssh2 continues with the next one.
      if ('level' in error && error.level === 'agent') return;
      attempt.fail(error);
      // Any further data from the server is ignored, and it may never stop sending.
      stream.pause();
      setTimeout(() => stream.destroy(), FLUSH).unref();
    });
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
      for (const event of ['handshake', 'error', 'ready', 'close'] as const) client.removeAllListeners(event);
      client.on('error', () => {});
    };
    client.once('ready', () => {
      end();
      resolve();
    });
    client.once('close', () => {
      end();
      reject(attempt.error());
    });
    client.connect({
      sock: stream,
      username: target.user,
      algorithms: algorithms(hostKeys.types),
      ...KEEPALIVE,
      readyTimeout: 0,
      hostVerifier: (key: Buffer, verify: (valid: boolean) => void) => {
        void attempt.verify(key).then(verify);
      },
      authHandler: attempt.nextOffer,
    });
  });
  return client;
}

/** The progress of one attempt: explains why it failed. */
class Attempt {
  readonly #options: Handshake;
  readonly #offered: string[] = [];
  #failure: { error: unknown } | undefined;
  #wanted: readonly string[] = [];
  phase: 'greeting' | 'login' = 'greeting';

  constructor(options: Handshake) {
    this.#options = options;
  }

  /** The first failure counts: later ones are its consequences. */
  fail(error: unknown): void {
    this.#failure ??= { error };
  }

  async verify(key: Buffer): Promise<boolean> {
    try {
      const refusal = await this.#options.hostKeys.check(key);
      if (refusal) this.fail(refusal);
      return refusal === undefined;
    } catch (error) {
      this.fail(error);
      return false;
    }
  }

  readonly nextOffer = (wanted: readonly string[] | null): AnyAuthMethod | false => {
    if (wanted) this.#wanted = wanted;
    const offer = this.#options.auth.offers[this.#offered.length];
    const { user } = this.#options.target;
    // Without any key, ask which methods it accepts: some servers let in every connection that arrives through the right jump host.
    if (!offer) return wanted || this.#offered.length > 0 ? false : { type: 'none', username: user };
    if (wanted && !wanted.includes('publickey')) return false;
    this.#offered.push(offer.label);
    return offer.method;
  };

  authError(why: string, cause?: unknown): FckError {
    const { target, auth } = this.#options;
    return sshErrors.auth(target, this.#offered, auth.skipped, why, cause);
  }

  error(): unknown {
    const cause = this.#failure?.error;
    if (isFckError(cause) || cause === this.#options.signal?.reason) {
      if (cause !== undefined) return cause;
    }
    const text = cause === undefined ? '' : messageOf(cause);
    if (this.phase === 'login') return this.authError(this.#whyNoLogin(text), cause);
    if (cause === undefined || /before handshake|ECONNRESET|EPIPE|ECONNABORTED/.test(text)) {
      const stderrTail = this.#options.socket.stderrTail();
      return stderrTail === ''
        ? new HungUp(text, { cause })
        : sshErrors.unreachable(
            this.#options.target,
            stderrTail,
            'This is the output of the ProxyCommand.',
            cause,
          );
    }
    return sshErrors.handshake(this.#options.target, cause);
  }

  #whyNoLogin(text: string): string {
    if (/Too many authentication failures/i.test(text)) {
      return 'more keys were offered than it allows, so name the right one in `key_filename`';
    }
    if (this.#wanted.length > 0 && !this.#wanted.includes('publickey')) {
      return `it asks for ${this.#wanted.join(', ')}, and fck logs in with keys only`;
    }
    if (/All configured authentication methods failed/.test(text)) {
      return this.#offered.length > 0 ? 'it accepted none of the keys' : 'there was no key to offer';
    }
    return text === '' ? 'it closed the connection while logging in' : text;
  }
}

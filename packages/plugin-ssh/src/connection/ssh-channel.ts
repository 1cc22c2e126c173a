import { type Readable, Writable } from 'node:stream';
import type { Channel, Exit } from '@fck/core';
import type { ClientChannel } from 'ssh2';

/** Milliseconds for a program that was asked to end to report its exit status, before its channel is closed. */
const GRACE = 300;
/** Milliseconds after which an aborted channel counts as gone, though the server did not answer. */
const GIVE_UP = 2000;

/**
 * One of ssh2's channels as a {@link Channel}.
 *
 * @param isLost whether the connection is lost, so that the exit status of the channel means nothing.
 */
export function sshChannel(stream: ClientChannel, isLost: () => boolean): Channel {
  const closed = new Promise<Exit>((resolve) => {
    stream.once('close', (code?: number | null, signal?: string) => {
      if (isLost() || (typeof code !== 'number' && signal === undefined)) resolve({ code: null, lost: true });
      else resolve(typeof code === 'number' ? { code } : { code: null, signal });
    });
  });
  const stdin = writableOf(stream);
  void closed.then(() => stdin.destroy());

  let aborted: (() => void) | undefined;
  const gone = new Promise<Exit>((resolve) => {
    aborted = () => {
      aborted = undefined;
      const timers = [
        setTimeout(() => stream.close(), GRACE),
        setTimeout(() => resolve({ code: null, lost: true }), GIVE_UP),
      ];
      void closed.then(() => timers.map(clearTimeout));
      // Without a terminal sshd does not end the program when its channel closes: only the signal reaches it.
      endProgram(stream);
      stdin.destroy();
      stream.resume();
      stream.stderr.resume();
    };
  });
  void closed.then(() => {
    aborted = undefined;
  });

  const ended = Promise.all([closed, endOf(stream), endOf(stream.stderr)]).then(([exit]) => exit);
  return {
    stdin,
    stdout: stream,
    stderr: stream.stderr,
    exit: Promise.race([ended, gone]),
    abort: () => aborted?.(),
  };
}

/** The part of ssh2's channel that its types leave out. */
interface Internals {
  readonly outgoing: { readonly id: number; readonly state: 'open' | 'eof' | 'closing' | 'closed' };
  readonly _client: { readonly _protocol: { signal(id: number, name: string): void } };
}

/** ssh2 itself sends no signal once the input has ended, and a change's input ends at once. */
function endProgram(stream: ClientChannel): void {
  const { outgoing, _client: client } = stream as unknown as Internals;
  if (outgoing.state === 'open' || outgoing.state === 'eof') client._protocol.signal(outgoing.id, 'TERM');
}

function endOf(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    if (stream.readableEnded) resolve();
    stream.once('end', resolve);
    stream.once('error', () => resolve());
  });
}

/**
 * The input of a channel. ssh2 never calls back for what is written once a channel has closed, so that the caller would wait
 * for ever: here it fails, as a pipe does.
 */
function writableOf(stream: ClientChannel): Writable {
  let pending: ((error?: Error | null) => void) | undefined;
  const closedError = (): Error => Object.assign(new Error('the program has ended'), { code: 'EPIPE' });
  const writable = new Writable({
    highWaterMark: 256 * 1024,
    write(chunk: Buffer, _encoding, callback) {
      pending = callback;
      stream.write(chunk, () => {
        pending = undefined;
        callback();
      });
    },
    final(callback) {
      stream.end();
      callback();
    },
    destroy(error, callback) {
      // As on a pipe: a program whose input broke off must not wait for the rest.
      stream.end();
      const waiting = pending;
      pending = undefined;
      waiting?.(closedError());
      callback(error);
    },
  });
  // The callback reports it to the writer; a program that does not read all its input is no error by itself.
  writable.on('error', () => {});
  return writable;
}

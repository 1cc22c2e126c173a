import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { VerbChannel, WINDOW } from './verb-channel.js';

/** A channel, and what it sends. */
function bench() {
  const sent = { input: 0, ends: 0, credit: 0, cancels: 0 };
  const channel = new VerbChannel({
    input: (data, done) => {
      sent.input += data.length;
      setImmediate(done);
    },
    end: () => {
      sent.ends += 1;
    },
    credit: (bytes) => {
      sent.credit += bytes;
    },
    cancel: () => {
      sent.cancels += 1;
    },
  });
  return { channel, sent };
}

const settled = () => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));

afterEach(() => {
  vi.useRealTimers();
});

describe('a verb of a helper, as a channel', () => {
  it('gives outputs and exit', async () => {
    const { channel } = bench();
    channel.receive('stdout', Buffer.from('out'));
    channel.receive('stderr', Buffer.from('err'));
    channel.finish({ code: 7 });
    expect(await Promise.all([text(channel.stdout), text(channel.stderr), channel.exit])).toEqual([
      'out',
      'err',
      { code: 7 },
    ]);
  });

  it('does not end before its outputs are read', async () => {
    const { channel } = bench();
    const ended = vi.fn();
    void channel.exit.then(ended);
    channel.receive('stdout', Buffer.from('out'));
    channel.finish({ code: 0 });
    channel.stderr.resume();
    await settled();
    expect(ended).not.toHaveBeenCalled();
    channel.stdout.resume();
    expect(await channel.exit).toEqual({ code: 0 });
  });

  it('asks for more output once a full window is taken, at once or piece by piece', async () => {
    for (const size of [undefined, 1000, WINDOW / 4]) {
      const { channel, sent } = bench();
      for (let received = 0; received < WINDOW; received += WINDOW / 8)
        channel.receive('stdout', Buffer.alloc(WINDOW / 8));
      await settled();
      expect(sent.credit).toBe(0);
      while (channel.stdout.read(size) !== null);
      await settled();
      expect(sent.credit).toBeGreaterThanOrEqual(WINDOW / 2);
    }
  });

  it('sends no more input than its window until the helper has taken some', async () => {
    const { channel, sent } = bench();
    const written = vi.fn();
    channel.stdin.write(Buffer.alloc(WINDOW + 10), written);
    await settled();
    expect(sent.input).toBe(WINDOW);
    expect(written).not.toHaveBeenCalled();
    channel.taken(4);
    await settled();
    expect(sent.input).toBe(WINDOW + 4);
    channel.taken(100);
    await vi.waitFor(() => expect(written).toHaveBeenCalled());
    expect(sent.input).toBe(WINDOW + 10);
    channel.stdin.end();
    await once(channel.stdin, 'finish');
    expect(sent.ends).toBe(1);
  });

  it('lets the helper send as much as was read, and no more', async () => {
    const { channel, sent } = bench();
    const piece = Buffer.alloc(WINDOW / 16);
    for (let index = 0; index < 16; index++) channel.receive('stdout', piece);
    await settled();
    expect(sent.credit).toBe(0);
    // Who reads one output does not take the other.
    channel.stderr.resume();
    await settled();
    expect(sent.credit).toBe(0);
    channel.stdout.resume();
    await vi.waitFor(() => expect(sent.credit).toBeGreaterThan(WINDOW / 2));
    expect(sent.credit).toBeLessThanOrEqual(WINDOW);
    channel.receive('stderr', piece);
    expect(() => {
      for (let index = 0; index < 40; index++) channel.receive('stdout', piece);
    }).toThrow(RangeError);
  });

  it('goes on without end if both outputs are read', async () => {
    const { channel, sent } = bench();
    channel.stdout.resume();
    channel.stderr.resume();
    const piece = Buffer.alloc(WINDOW / 16);
    for (let index = 0; index < 100; index++) {
      channel.receive(index % 2 ? 'stdout' : 'stderr', piece);
      await settled();
    }
    expect(sent.credit).toBeGreaterThan(100 * piece.length - WINDOW);
  });

  it('fails a write that waits when the program ends', async () => {
    const { channel } = bench();
    const error = once(channel.stdin, 'error');
    channel.stdin.write(Buffer.alloc(2 * WINDOW));
    await settled();
    const written = new Promise((resolve) => channel.stdin.write('more', resolve));
    channel.stdout.resume();
    channel.stderr.resume();
    channel.finish({ code: 1 });
    expect(await channel.exit).toEqual({ code: 1 });
    await expect(Promise.race([error, written])).resolves.toBeDefined();
  });

  it('ends the input of a program when its own is broken off', async () => {
    const { channel, sent } = bench();
    channel.stdin.write('begun');
    channel.stdin.destroy(new Error('the source failed'));
    await vi.waitFor(() => expect(sent.ends).toBe(1));
  });

  it('is cancelled by abort, which discards its outputs', async () => {
    const { channel, sent } = bench();
    channel.receive('stdout', Buffer.from('out'));
    channel.abort();
    expect(sent.cancels).toBe(1);
    channel.receive('stdout', Buffer.from('last words'));
    channel.finish({ code: null, signal: 'SIGTERM' });
    expect(await channel.exit).toEqual({ code: null, signal: 'SIGTERM' });
    channel.abort();
    expect(sent.cancels).toBe(1);
  });

  it('is given up if it does not end after an abort', async () => {
    vi.useFakeTimers();
    const { channel } = bench();
    channel.abort();
    await vi.advanceTimersByTimeAsync(2000);
    expect(await channel.exit).toEqual({ code: null, lost: true });
    channel.finish({ code: 0 });
    expect(await channel.exit).toEqual({ code: null, lost: true });
  });
});

import { PassThrough } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Channel, Exit, Transport } from '../../api/transport.js';
import { localTransport } from '../local.js';
import { WarmShell } from '../shell/warm-shell.js';
import { encodeFrame, encodeNumber, FrameDecoder, type HelperFrame, kinds } from './frames.js';
import { Helper } from './helper.js';
import { helperProgram } from './helper-program.js';

/** A helper whose host is this test. */
function scripted() {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let end: (exit: Exit) => void = () => undefined;
  const exit = new Promise<Exit>((resolve) => {
    end = resolve;
  });
  const aborted = vi.fn(() => end({ code: null, lost: true }));
  const channel: Channel = { stdin, stdout, stderr, exit, abort: aborted };
  const decoder = new FrameDecoder();
  const sent: HelperFrame[] = [];
  let toSkip = helperProgram().length;
  stdin.on('data', (chunk: Buffer) => {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    sent.push(...decoder.push(chunk.subarray(skipped)));
  });
  const helper = new Helper(channel, 'web-1');
  return { helper, sent, end, aborted, stdin, answer: (data: Buffer) => stdout.write(data) };
}

const opened = (helper: Helper): Channel => {
  const channel = helper.open({ verb: 'run', argv: ['true'] });
  channel.stdout.resume();
  channel.stderr.resume();
  return channel;
};
const json = (value: unknown) => Buffer.from(JSON.stringify(value));

afterEach(() => {
  vi.useRealTimers();
});

describe('a helper that does not behave', () => {
  it.each<Exit>([{ code: null, lost: true }, { code: null, signal: 'SIGKILL', lost: false }, { code: 1 }])(
    'leaves the outcome of its verbs unknown when it ends (%j)',
    async (exit) => {
      const { helper, end } = scripted();
      const channels = [opened(helper), opened(helper)];
      end(exit);
      for (const channel of channels) expect(await channel.exit).toEqual({ code: null, lost: true });
      expect(helper.alive).toBe(false);
      expect(() => opened(helper)).toThrow(expect.objectContaining({ code: 'CONNECTION_LOST' }));
    },
  );

  it.each([
    ['text', Buffer.from('Segmentation fault (core dumped)\n')],
    ['a frame that is too long', encodeFrame(kinds.out, 1, Buffer.alloc((1 << 20) + 1))],
    ['an exit that is no JSON', encodeFrame(kinds.exit, 1, Buffer.from('{'))],
    ['an exit without a code', encodeFrame(kinds.exit, 1, json({ code: 'x' }))],
    ['an exit that is null', encodeFrame(kinds.exit, 1, json(null))],
    ['a number that is too short', encodeFrame(kinds.taken, 1, Buffer.from([1]))],
  ])('is left when it sends %s', async (_, data) => {
    const { helper, answer, aborted } = scripted();
    const channel = opened(helper);
    answer(data);
    expect(await channel.exit).toEqual({ code: null, lost: true });
    expect(aborted).toHaveBeenCalled();
  });

  it('is left when it sends more output than it may', async () => {
    const { helper, answer, aborted } = scripted();
    const channel = helper.open({ verb: 'run', argv: ['yes'] });
    for (let index = 0; index < 9; index++) answer(encodeFrame(kinds.out, 1, Buffer.alloc(1 << 19)));
    await vi.waitFor(() => expect(aborted).toHaveBeenCalled());
    channel.stdout.resume();
    channel.stderr.resume();
    expect(await channel.exit).toEqual({ code: null, lost: true });
  });

  it('neither crashes nor hangs fck, whatever it sends', async () => {
    const known = fc
      .record({
        kind: fc.constantFrom(...Object.values(kinds)),
        stream: fc.nat(3),
        payload: fc.uint8Array({ maxLength: 20 }),
      })
      .map(({ kind, stream, payload }) => encodeFrame(kind, stream, payload));
    const bytes = fc.uint8Array({ maxLength: 40 }).map((data) => Buffer.from(data));
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(known, bytes), { maxLength: 20 }), async (chunks) => {
        const { helper, answer, end } = scripted();
        const channel = opened(helper);
        for (const chunk of chunks) answer(chunk);
        await new Promise(setImmediate);
        end({ code: 0 });
        expect(await channel.exit).toHaveProperty('code');
      }),
      { numRuns: 50 },
    );
  });

  it('counts as lost when it does not answer for a minute, and not before', async () => {
    vi.useFakeTimers();
    const { helper, answer, aborted, sent } = scripted();
    const channel = opened(helper);
    await vi.advanceTimersByTimeAsync(59_000);
    answer(encodeFrame(kinds.pong, 0));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(aborted).not.toHaveBeenCalled();
    expect(sent.filter(({ kind }) => kind === kinds.ping).length).toBeGreaterThan(3);
    await vi.advanceTimersByTimeAsync(31_000);
    expect(aborted).toHaveBeenCalled();
    expect(await channel.exit).toEqual({ code: null, lost: true, silent: true });
  });

  it('does not count as lost because this machine slept', async () => {
    vi.useFakeTimers();
    const { helper, aborted } = scripted();
    vi.setSystemTime(Date.now() + 3_600_000);
    await vi.advanceTimersByTimeAsync(15_000);
    expect(aborted).not.toHaveBeenCalled();
    expect(helper.alive).toBe(true);
  });

  it('is aborted when it does not end with its input', async () => {
    const { helper, aborted, stdin } = scripted();
    const channel = opened(helper);
    await helper.close();
    expect(stdin.writableEnded).toBe(true);
    expect(aborted).toHaveBeenCalled();
    expect(await channel.exit).toEqual({ code: null, lost: true });
  });

  it('is not sent a request that it would not take', async () => {
    const { helper, sent } = scripted();
    const argv = ['x'.repeat(1 << 26)];
    expect(() => helper.open({ verb: 'run', argv })).toThrow(/use its input/);
    opened(helper);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
  });

  it('gives each verb what is its own', async () => {
    const { helper, answer } = scripted();
    const channels = [1, 2].map(() => helper.open({ verb: 'run', argv: ['cat'] }));
    const texts = channels.map((channel) => Promise.all([text(channel.stdout), text(channel.stderr)]));
    for (const [kind, stream, payload] of [
      [kinds.out, 2, 'two'],
      [kinds.err, 1, 'one'],
      [kinds.out, 9, 'none'],
      [kinds.out, 2, '!'],
    ] as const)
      answer(encodeFrame(kind, stream, Buffer.from(payload)));
    answer(encodeNumber(kinds.taken, 9, 5));
    answer(encodeFrame(kinds.exit, 1, json({ signal: 'SIGKILL' })));
    answer(encodeFrame(kinds.exit, 2, json({ code: 3 })));
    expect(await Promise.all(texts)).toEqual([
      ['', 'one'],
      ['two!', ''],
    ]);
    expect(await Promise.all(channels.map(({ exit }) => exit))).toEqual([
      { code: null, signal: 'SIGKILL' },
      { code: 3 },
    ]);
  });
});

describe('a helper on this machine', () => {
  let transport: Transport;
  let shell: WarmShell;
  let helper: Helper;
  beforeEach(async () => {
    transport = localTransport();
    shell = WarmShell.open(transport, { command: 'sh', host: 'web-1', user: 'deploy' });
    const started = await shell.helper();
    if (!started) throw new Error('this machine has no Python for it');
    helper = started;
  });
  afterEach(async () => {
    await shell.close();
    await transport.close();
  });

  it('passes streams on whole, in both directions, many at once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 3000 })), {
          minLength: 1,
          maxLength: 6,
        }),
        async (inputs) => {
          const contents = inputs.map(([bytes, times]) => Buffer.concat(Array(times).fill(bytes)));
          const results = contents.map(async (content) => {
            const channel = helper.open({ verb: 'run', argv: ['cat'] });
            channel.stderr.resume();
            channel.stdin.end(content);
            const [output, exit] = await Promise.all([buffer(channel.stdout), channel.exit]);
            return { isSame: output.equals(content), exit };
          });
          for (const result of await Promise.all(results)) {
            expect(result).toEqual({ isSame: true, exit: { code: 0 } });
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('goes on while one program is not read and another does not read', async () => {
    const unread = helper.open({ verb: 'run', argv: ['cat', '/dev/zero'] });
    const notReading = helper.open({ verb: 'run', argv: ['sleep', '300'] });
    notReading.stdin.write(Buffer.alloc(1 << 24));
    const other = helper.open({ verb: 'run', argv: ['echo', 'other'] });
    other.stderr.resume();
    expect(await Promise.all([text(other.stdout), other.exit])).toEqual(['other\n', { code: 0 }]);
    for (const channel of [unread, notReading]) {
      channel.abort();
      expect(await channel.exit).toMatchObject({ code: null, signal: 'SIGTERM' });
    }
  });

  it('that is killed loses its verbs, and the next use starts another one', async () => {
    const running = opened(helper);
    await running.exit;
    const killing = helper.open({ verb: 'run', argv: ['sh', '-c', 'kill -s KILL $PPID; read -r line'] });
    killing.stdout.resume();
    killing.stderr.resume();
    expect(await killing.exit).toEqual({ code: null, lost: true });
    const next = await shell.helper();
    expect(next).not.toBe(helper);
    expect(next?.alive).toBe(true);
    expect(await shell.look('echo on')).toMatchObject({ code: 0, stdout: 'on\n' });
  });
});

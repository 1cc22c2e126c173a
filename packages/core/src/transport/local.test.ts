import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Transport } from '../api/transport.js';
import { ChannelSlots } from './channel/channel-slots.js';
import { localTransport } from './local.js';

describe('the local transport', () => {
  let transport: Transport;
  let dir: string;
  beforeEach(() => {
    transport = localTransport();
    dir = mkdtempSync(join(tmpdir(), 'fck-local-'));
  });
  afterEach(async () => {
    await transport.close();
    rmSync(dir, { recursive: true, force: true });
  });

  test('gives code and both outputs', async () => {
    const channel = await transport.open('cat; echo err >&2; exit 3');
    channel.stdin.end('in');
    expect(await Promise.all([text(channel.stdout), text(channel.stderr), channel.exit])).toEqual([
      'in',
      'err\n',
      { code: 3 },
    ]);
  });

  test('says which signal ended a program', async () => {
    const channel = await transport.open('kill -9 $$');
    channel.stdout.resume();
    channel.stderr.resume();
    expect(await channel.exit).toEqual({ code: null, signal: 'SIGKILL' });
  });

  test('abort ends everything that a program started, also what ignores SIGTERM', async () => {
    const channel = await transport.open('trap "" TERM; sleep 300 & echo $!; wait; sleep 300');
    const [line] = await once(channel.stdout, 'data');
    channel.abort();
    channel.abort();
    await channel.exit;
    await expect.poll(() => running(Number(String(line)))).toBe(false);
  });

  test('abort ends the children of a program that ignore the end of their parent', async () => {
    const channel = await transport.open('(trap "" TERM; sleep 300 & echo $!; wait) & wait');
    const [line] = await once(channel.stdout, 'data');
    channel.abort();
    expect(await channel.exit).toEqual({ code: null, signal: 'SIGTERM' });
    await expect.poll(() => running(Number(String(line)))).toBe(false);
  });

  test('a program that does not read its input is no error', async () => {
    const channel = await transport.open('exec <&-; echo done');
    channel.stdin.write(Buffer.alloc(10_000_000));
    channel.stderr.resume();
    expect(await text(channel.stdout)).toBe('done\n');
  });

  test('queues programs above its limit', async () => {
    const outputs = Array.from({ length: 30 }, async (_, index) => {
      const channel = await transport.open(`echo ${index}`);
      channel.stderr.resume();
      return text(channel.stdout);
    });
    expect(await Promise.all(outputs)).toEqual(Array.from({ length: 30 }, (_, index) => `${index}\n`));
  });

  test('copies files, and leaves the mode of one that exists', async () => {
    const [from, to] = [join(dir, 'from'), join(dir, 'to')];
    writeFileSync(from, Buffer.alloc(3_000_000, 'x'));
    writeFileSync(to, 'old', { mode: 0o600 });
    const progress: number[] = [];
    await transport.put(from, to, (bytes) => progress.push(bytes));
    expect([statSync(to).size, statSync(to).mode & 0o777, progress.at(-1)]).toEqual([
      3_000_000, 0o600, 3_000_000,
    ]);
    await transport.get(to, join(dir, 'back'));
    expect(readFileSync(join(dir, 'back')).equals(readFileSync(from))).toBe(true);
  });

  test('a missing source leaves the target unchanged', async () => {
    writeFileSync(join(dir, 'to'), 'kept');
    await expect(transport.put(join(dir, 'missing'), join(dir, 'to'))).rejects.toMatchObject({
      code: 'UPLOAD_FAILED',
    });
    expect(readFileSync(join(dir, 'to'), 'utf8')).toBe('kept');
    await expect(transport.get(join(dir, 'missing'), join(dir, 'x'))).rejects.toMatchObject({
      code: 'DOWNLOAD_FAILED',
    });
  });

  test('close ends running programs; later none starts', async () => {
    const channel = await transport.open('sleep 300');
    await transport.close();
    await transport.closed;
    expect(await channel.exit).toMatchObject({ code: null });
    await expect(transport.open('true')).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  });
});

describe('channel slots', () => {
  test('are given in turn, and released once', async () => {
    const slots = new ChannelSlots(1);
    const first = await slots.acquire();
    const order: string[] = [];
    const second = slots.acquire().then((release) => {
      order.push('second');
      release();
    });
    const third = slots.acquire().then(() => order.push('third'));
    first();
    first();
    await Promise.all([second, third]);
    expect(order).toEqual(['second', 'third']);
    expect(slots.taken).toBe(1);
  });

  test('fail all callers that wait', async () => {
    const slots = new ChannelSlots(1);
    await slots.acquire();
    const waiting = slots.acquire();
    const watching = slots.released(60_000);
    slots.fail(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    await expect(slots.acquire()).rejects.toThrow('gone');
    expect(await watching).toBe(true);
  });
});

/** Whether a process runs; a zombie does not count. */
function running(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  return existsSync(stat) && !/\) Z /.test(readFileSync(stat, 'utf8'));
}

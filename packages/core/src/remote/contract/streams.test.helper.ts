import { Buffer } from 'node:buffer';
import { createHash, randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { sh } from '../../command/command.js';
import type { ContractBench } from './bench.test.helper.js';

const SIZE = 50_000_000;

export function streamsContract(bench: ContractBench): void {
  describe('a stream', () => {
    it('has the input, both outputs and the exit code of its program', async () => {
      const { stdin, stdout, stderr, exit } = await bench.remote().stream(sh`cat; echo err >&2; exit 3`);
      stdin.end('in\0 é');
      expect(await Promise.all([text(stdout), text(stderr), exit])).toMatchObject([
        'in\0 é',
        'err\n',
        { code: 3 },
      ]);
      expect(bench.events).toEqual([]);
    });

    it('with a title is a change once it has succeeded', async () => {
      for (const code of [1, 0]) {
        const channel = await bench.remote().stream(sh`exit ${code}`, { title: `end with ${code}` });
        channel.stdin.end();
        channel.stdout.resume();
        channel.stderr.resume();
        await channel.exit;
      }
      expect(bench.changes).toMatchObject([{ what: 'end with 0', planned: false }]);
    });

    bench.heavy('carries 50 MB in both directions at once', async () => {
      const piece = randomBytes(1_000_000);
      const { stdin, stdout, stderr, exit } = await bench.remote().stream(sh`cat`);
      stderr.resume();
      const received = summed(stdout);
      for (let sent = 0; sent < SIZE; sent += piece.length) {
        if (!stdin.write(piece)) await new Promise((resolve) => stdin.once('drain', resolve));
      }
      stdin.end();
      const expected = createHash('sha256');
      for (let sent = 0; sent < SIZE; sent += piece.length) expected.update(piece);
      expect(await received).toEqual({ size: SIZE, sum: expected.digest('hex') });
      expect(await exit).toMatchObject({ code: 0 });
    });

    bench.heavy('that is not read holds up no other verb, and loses nothing', async () => {
      const here = bench.remote();
      const { stdin, stdout, stderr, exit } = await here.stream(sh`head -c ${SIZE} /dev/zero`);
      stdin.end();
      stderr.resume();
      const path = bench.path('file');
      await here.run(sh`echo done`);
      await here.write(path, 'content');
      expect(await here.read(path)).toBe('content');
      expect(bench.output).toEqual(['stdout: done']);
      expect(await summed(stdout)).toMatchObject({ size: SIZE });
      expect(await exit).toMatchObject({ code: 0 });
    });

    bench.heavy('whose program does not read holds up no other verb', async () => {
      const here = bench.remote();
      const channel = await here.stream(sh`sleep 300`);
      channel.stdout.resume();
      channel.stderr.resume();
      while (channel.stdin.write(Buffer.alloc(1_000_000)));
      await here.run(sh`echo done`);
      expect(await here.query(sh`echo done`)).toBe('done');
      channel.abort();
      await channel.exit;
    });

    it('that is aborted ends, and its program too', async () => {
      const file = bench.path('pid');
      const channel = await bench.remote().stream(sh`sh -c 'echo $$ >"$1"; exec sleep 300' sh ${file}`);
      const pid = await bench.written(file);
      channel.abort();
      expect((await channel.exit).code).not.toBe(0);
      await bench.expectEnded(pid);
      expect(await bench.remote().query(sh`echo alive`)).toBe('alive');
    });

    it('takes no plain text as its command', async () => {
      await expect(bench.remote().stream('true' as never)).rejects.toMatchObject({ code: 'COMMAND_SHAPE' });
    });
  });

  describe('thirty verbs at once', () => {
    it('do not disturb each other', async () => {
      const here = bench.remote();
      const numbers = Array.from({ length: 10 }, (_, number) => number);
      const looks = numbers.map((number) => here.query(sh`echo ${number}`));
      const runs = numbers.map((number) =>
        here.run(sh`cat >${bench.path(`run-${number}`)}`, { input: `${number}` }),
      );
      const writes = numbers.map((number) => here.write(bench.path(`write-${number}`), `${number}`));
      expect(await Promise.all(looks)).toEqual(numbers.map(String));
      await Promise.all(runs);
      expect(await Promise.all(writes)).toEqual(numbers.map(() => true));
      expect(await bench.onHost(sh`cd ${bench.folder} && cat run-* write-*`)).toBe('01234567890123456789');
      expect(bench.changes).toHaveLength(20);
    });
  });
}

async function summed(stream: Readable): Promise<{ size: number; sum: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of stream) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sum: hash.digest('hex') };
}

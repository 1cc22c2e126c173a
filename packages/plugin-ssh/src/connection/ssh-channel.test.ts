import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { noSshd } from '@fck/testing';
import { describe, expect, test } from 'vitest';
import { finish, output, sshBench } from '../ssh-bench.test.helper.js';

describe.skipIf(noSshd)(`ssh${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const { lab, ed25519, key, server, connect, mine, pins } = await sshBench();

  describe('channels', () => {
    test('give code, signal and both outputs', async () => {
      const transport = await connect(mine());
      const channel = await transport.open('cat; echo err >&2; exit 3');
      channel.stdin.end('in');
      const [out, err, exit] = await Promise.all([text(channel.stdout), text(channel.stderr), channel.exit]);
      expect([out, err, exit]).toEqual(['in', 'err\n', { code: 3 }]);
      const killed = await transport.open('kill -9 $$');
      await finish(killed);
      expect(await killed.exit).toEqual({ code: null, signal: 'SIGKILL' });
    });

    test('run few at a time, and all of them', async () => {
      const transport = await connect(mine());
      const names = Array.from({ length: 20 }, (_, index) => index);
      const results = await Promise.all(names.map((name) => output(transport, `echo ${name}`)));
      expect(results).toEqual(names.map((name) => `${name}\n`));
    });

    test('wait, if the server allows fewer', async () => {
      const narrow = await lab.sshd({ hostKeys: [ed25519], config: ['MaxSessions 2'] });
      const transport = await connect(lab.host(narrow, { identityFiles: [key] }), pins('narrow'));
      const results = await Promise.all(
        Array.from({ length: 12 }, (_, index) => output(transport, `sleep 0.02; echo ${index}`)),
      );
      expect(results).toEqual(Array.from({ length: 12 }, (_, index) => `${index}\n`));
      await transport.close();
      await narrow.end();
    });

    test.each([1, 2, 3])('run beside each other where MaxSessions is %i', async (most) => {
      const narrow = await lab.sshd({ hostKeys: [ed25519], config: [`MaxSessions ${most}`] });
      const transport = await connect(lab.host(narrow, { identityFiles: [key] }), pins(`narrow-${most}`));
      const first = await transport.open('cat');
      const others = await Promise.all(['a', 'b', 'c', 'd'].map(() => transport.open('cat')));
      for (const [index, channel] of [first, ...others].entries()) {
        channel.stdin.end(`program ${index}`);
        expect(await finish(channel)).toBe(`program ${index}`);
      }
      await transport.put(key, lab.path('copied'));
      expect(await output(transport, `wc -c < ${lab.path('copied')}`)).toMatch(/^[1-9]\d+\n$/);
      await transport.close();
      await narrow.end();
    });

    test('are refused by name, if sshd runs one and lets no further connection in', async () => {
      const narrow = await lab.sshd({ hostKeys: [ed25519], config: ['MaxSessions 1'] });
      const transport = await connect(lab.host(narrow, { identityFiles: [key] }), pins('narrow-full'));
      const first = await transport.open('cat');
      narrow.child.kill('SIGKILL');
      await expect(transport.open('true')).rejects.toMatchObject({
        code: 'SSH_CHANNEL_REFUSED',
        message: expect.stringContaining('runs 1 program at a time on one connection (MaxSessions)'),
        hint: expect.stringContaining('MaxSessions 10'),
      });
      first.stdin.end('the first goes on');
      expect(await finish(first)).toBe('the first goes on');
      await transport.close();
    });

    test('are refused for good if the server allows none', async () => {
      const none = await lab.sshd({ hostKeys: [ed25519], config: ['MaxSessions 0'] });
      const transport = await connect(lab.host(none, { identityFiles: [key] }), pins('none'));
      await expect(transport.open('true')).rejects.toMatchObject({ code: 'SSH_CHANNEL_REFUSED' });
      await transport.close();
      await none.end();
    });

    test('are still possible where sshd runs one and cannot end the aborted one', async () => {
      const narrow = await lab.sshd({
        hostKeys: [ed25519],
        config: ['MaxSessions 1', 'ForceCommand sh -c "$SSH_ORIGINAL_COMMAND"'],
      });
      const transport = await connect(lab.host(narrow, { identityFiles: [key] }), pins('narrow-aborted'));
      const long = await transport.open('sleep 300');
      long.abort();
      await long.exit;
      expect(await output(transport, 'echo still here')).toBe('still here\n');
      await transport.close();
      await narrow.end();
    });

    test('abort one and leave the others', async () => {
      const transport = await connect(mine());
      const [long, other] = await Promise.all([transport.open(`echo $$ ; sleep 300`), transport.open('cat')]);
      const [pid] = await once(long.stdout, 'data');
      long.abort();
      await long.exit;
      // sshd passes no signals on to what root runs.
      if (process.getuid?.() !== 0)
        await expect.poll(() => existsSync(`/proc/${String(pid).trim()}`)).toBe(false);
      else process.kill(Number(String(pid)), 'SIGKILL');
      other.stdin.end('still here');
      expect(await finish(other)).toBe('still here');
    });

    test('fail writes to a program that has ended, instead of waiting for ever', async () => {
      const transport = await connect(mine());
      const channel = await transport.open('exec <&-; exit 0');
      await finish(channel);
      await expect(
        new Promise((resolve, reject) =>
          channel.stdin.write('x', (error) => (error ? reject(error) : resolve(0))),
        ),
      ).rejects.toThrow();
    });

    test('end the input of a program whose writer gave up, instead of letting it wait for ever', async () => {
      const transport = await connect(mine());
      const channel = await transport.open('cat');
      const source = Readable.from(
        (async function* () {
          yield 'half of it';
          throw new Error('the disk is broken');
        })(),
      );
      await expect(pipeline(source, channel.stdin)).rejects.toThrow('the disk is broken');
      expect(await finish(channel)).toBe('half of it');
    });

    test('end as lost if the connection is cut; what comes later fails', async () => {
      const transport = await connect(mine());
      const channels = await Promise.all([transport.open('cat'), transport.open('cat')]);
      for (const channel of channels) {
        channel.stdout.resume();
        channel.stderr.resume();
      }
      const queued = [
        transport.open('cat'),
        transport.open('cat'),
        transport.open('true'),
        transport.open('true'),
      ];
      const settled = Promise.allSettled(queued);
      server.cut();
      for (const channel of channels) expect(await channel.exit).toEqual({ code: null, lost: true });
      await transport.closed;
      for (const result of (await settled).slice(2))
        expect(result).toMatchObject({ reason: { code: 'CONNECTION_LOST', host: 'web1' } });
      await expect(transport.open('true')).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
      await expect(transport.put(key, '/dev/null')).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    });

    test('leave no listeners behind', async () => {
      const transport = await connect(mine());
      const warnings: Error[] = [];
      const warn = (warning: Error): void => void warnings.push(warning);
      process.on('warning', warn);
      for (let index = 0; index < 30; index += 1) await output(transport, 'true');
      process.off('warning', warn);
      expect(warnings).toEqual([]);
    });
  });
});

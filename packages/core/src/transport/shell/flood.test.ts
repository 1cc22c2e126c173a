import { execFileSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Transport } from '../../api/transport.js';
import { waitForExit } from '../channel/wait-for-exit.js';
import { localTransport } from '../local.js';
import { FrameReader } from './shell-frame.js';
import { WarmShell } from './warm-shell.js';

let transport: Transport;
beforeEach(() => {
  transport = localTransport();
});
afterEach(() => transport.close());

const open = (command: string) => WarmShell.open(transport, { command, host: 'web-1', user: 'deploy' });
/** Processes on this machine with this command line. */
const running = (line: string) =>
  execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((args) => args === line);

describe('a host that prints without end', () => {
  it.each(['cat /dev/zero; exec', 'yes motd; exec', 'cat /dev/zero >&2; exec'])(
    'instead of starting a shell (%s) is named',
    async (command) => {
      const shell = open(command);
      await expect(shell.look('echo there')).rejects.toMatchObject({
        code: 'SHELL_FAILED',
        host: 'web-1',
        message: expect.stringContaining(
          'on web-1 printed more than 1 MB before it answered, and was ended.',
        ),
      });
      await shell.close();
    },
  );

  it.each(['cat /dev/zero', 'yes flood-of-a-look', 'cat /dev/zero >&2'])(
    'in one look (%s) fails that look and no other',
    async (flood) => {
      const shell = open('sh');
      const looks = [shell.look('echo before'), shell.look(flood), shell.look('echo behind')];
      const [before, flooded, behind] = await Promise.allSettled(looks);
      expect(before).toMatchObject({ value: { stdout: 'before\n' } });
      expect(behind).toMatchObject({ value: { stdout: 'behind\n' } });
      expect(flooded).toMatchObject({
        reason: {
          code: 'OUTPUT_TOO_LONG',
          host: 'web-1',
          message: `A command on web-1 printed more than 16 MB and was ended: ${flood}`,
        },
      });
      expect(await shell.look('echo later')).toMatchObject({ stdout: 'later\n' });
      await shell.close();
      await expect.poll(() => running('yes flood-of-a-look')).toEqual([]);
    },
  );

  it('in the background, between looks, ends its shell, and the next look gets a new one', async () => {
    const shell = open('sh');
    await shell.look('(sleep 0.1; cat /dev/zero) &');
    await expect
      .poll(() =>
        transport
          .open('true')
          .then(() => shell.look('echo $$'))
          .then(() => shell.statistics.shells),
      )
      .toBeGreaterThan(1);
    expect(await shell.look('echo there')).toMatchObject({ stdout: expect.stringContaining('there') });
    await shell.close();
  });

  it('without a reader is ended', async () => {
    for (const line of ['cat /dev/zero', 'cat /dev/zero >&2']) {
      const channel = await transport.open(line);
      expect((await waitForExit(channel)).code).not.toBe(0);
    }
  });
});

it('a look may print as much as its limit allows', async () => {
  const shell = open('sh');
  const { stdout } = await shell.look('head -c 15000000 /dev/zero | tr "\\0" x');
  expect(stdout).toHaveLength(15_000_000);
  await shell.close();
});

it('an endless mark is detected at once', () => {
  const reader = new FrameReader('fckabc');
  expect(reader.push(Buffer.from('out fckabc 1 0\nfckabc 2'))).toHaveLength(1);
  expect(reader.isBroken).toBe(false);
  reader.push(Buffer.alloc(100, '7'));
  expect(reader.isBroken).toBe(true);
});

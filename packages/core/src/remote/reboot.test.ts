import { PassThrough } from 'node:stream';
import { fakeHost } from '@fck/testing';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Transport } from '../api/transport.js';
import { Redactor } from '../command/redact.js';
import { localTransport } from '../transport/local.js';
import { Machine } from './machine.js';
import { rebootMachine } from './reboot.js';

const host = fakeHost({ address: 'local', transport: 'local', user: undefined });

/** A machine with the boot id that the test sets; while it is down, nothing connects. */
let boot: string;
let isDown: boolean;
let connected: number;
const machine = () => new Machine(host, async () => connect(), new Redactor());

beforeEach(() => {
  boot = 'first';
  isDown = false;
  connected = 0;
});

async function connect(): Promise<Transport> {
  if (isDown) throw new Error('connection refused');
  connected++;
  const local = localTransport();
  return { ...local, open: (commandLine) => openAs(local, commandLine) };
}

/** A shell of this machine in which the files with the boot id have the text of `boot`. */
async function openAs(local: Transport, commandLine: string) {
  const channel = await local.open(commandLine);
  const stdin = new PassThrough();
  stdin.on('data', (chunk: Buffer) =>
    channel.stdin.write(chunk.toString().replace('cat /proc/sys/kernel/random/boot_id', `echo ${boot}`)),
  );
  stdin.on('end', () => channel.stdin.end());
  return { ...channel, stdin, abort: () => channel.abort() };
}

describe('a reboot', () => {
  it('is over once the machine has booted again, though the command itself was cut off', async () => {
    const rebooting = machine();
    await rebootMachine(rebooting, 'web-1', 50, async () => {
      isDown = true;
      setTimeout(() => {
        isDown = false;
        boot = 'second';
      }, 600);
      throw new Error('connection lost');
    });
    expect(connected).toBe(2);
    await rebooting.disconnect();
  });

  it('that was not done is reported with the exit of the command', async () => {
    const refusing = rebootMachine(machine(), 'web-1', 0.6, () =>
      Promise.reject(new Error('sudo: a password is required')),
    );
    await expect(refusing).rejects.toMatchObject({
      code: 'REBOOT_FAILED',
      host: 'web-1',
      message: 'web-1 did not come back from its reboot within 0.6 s: sudo: a password is required',
    });
  });

  it('after which the machine stays away is reported with the reason', async () => {
    const lost = rebootMachine(machine(), 'web-1', 0.6, async () => {
      isDown = true;
    });
    await expect(lost).rejects.toMatchObject({ message: expect.stringContaining('connection refused') });
  });

  it('is not over while the machine still goes down, and look-ups there are ended', async () => {
    const ending = rebootMachine(machine(), 'web-1', 0.6, async () => {
      boot = 'first; kill -9 0';
    });
    await expect(ending).rejects.toMatchObject({
      code: 'REBOOT_FAILED',
      message: expect.stringContaining('exit 137'),
    });
  });

  it('that the machine did not start is not taken for one', async () => {
    const deaf = rebootMachine(machine(), 'web-1', 0.6, async () => undefined);
    await expect(deaf).rejects.toMatchObject({ message: expect.stringContaining('still runs the old boot') });
  });
});

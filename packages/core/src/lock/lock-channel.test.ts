import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it, onTestFinished } from 'vitest';
import { sh } from '../command/command.js';
import { Redactor } from '../command/redact.js';
import { secret } from '../command/secret.js';
import { Machine } from '../remote/machine.js';
import { localTransport } from '../transport/local.js';
import { openForLock } from './lock-channel.js';

it.each([undefined, secret('for sudo')])(
  'runs as who logs in, whose folder it is, with sudoPassword %s',
  async (sudoPassword) => {
    const root = mkdtempSync(join(tmpdir(), 'fck-lock-'));
    const host = {
      name: 'web-1',
      role: 'web',
      address: 'local',
      transport: 'local',
      user: 'somebody',
      ssh: {},
      labels: {},
      provider: 'config',
    };
    const machine = new Machine({ ...host, sudoPassword }, async () => localTransport(), new Redactor());
    onTestFinished(async () => {
      await machine.disconnect();
      rmSync(root, { recursive: true });
    });
    const program = sh`IFS= read -r order; echo "it's: $order"`;
    const channel = await openForLock(machine, root, program);
    channel.stdin.end('the first order\n');
    expect(await text(channel.stdout)).toBe("it's: the first order\n");
    expect(await channel.exit).toMatchObject({ code: 0 });
  },
);

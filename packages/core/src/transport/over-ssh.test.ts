import { readFileSync } from 'node:fs';
import { noSshd, SshLab } from '@fck/testing';
import { afterAll, describe, expect, test } from 'vitest';
import type { Host } from '../api/host.js';
import { Redactor } from '../command/redact.js';
import { MachineLock } from '../lock/machine-lock.js';
import { connectBySsh } from '../remote/contract/ssh-place.test.helper.js';
import { Machine } from '../remote/machine.js';
import { WarmShell } from './shell/warm-shell.js';

describe.skipIf(noSshd)(`over SSH${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const lab = new SshLab();
  afterAll(() => lab.stop());
  // Hooks of skipped tests do not run.
  if (noSshd) await lab.stop();
  const hostKey = noSshd ? '' : lab.keygen('host', { authorize: false });
  const key = noSshd ? '' : lab.keygen('key');
  const server = await lab.sshd({ hostKeys: [hostKey] });

  const connect = (host: Host) => connectBySsh(host, lab.path('state'));

  test('a host that only asks for another user, as cloud images do for root', async () => {
    const refused = lab.keygen('refused', { authorize: false });
    const words = String.raw`echo 'Please login as the user \"ec2-user\" rather than the user \"root\".';echo;exit 142`;
    lab.authorize(`no-pty,command="${words}" ${readFileSync(`${refused}.pub`, 'utf8')}`);
    const host = lab.host(server, { identityFiles: [refused] });
    const transport = await connect(host);
    const machine = new Machine(host, async () => transport, new Redactor());
    const error = {
      code: 'SSH_OTHER_USER',
      message: `web1 runs no commands for ${lab.user}: it asks to log in as ec2-user.`,
      hint: 'Set that user: `user: ec2-user`.',
    };
    await expect(machine.facts()).rejects.toMatchObject(error);
    const claim = { root: lab.dir, run: 'a', about: '{}', project: '/p', journal: '/j', abandoned: '{}' };
    const lock = new MachineLock(host, machine, claim, async () => undefined);
    await expect(lock.take()).rejects.toMatchObject(error);
    await machine.disconnect();
  });

  test('a warm shell answers twenty looks in one write, and is replaced when it dies', async () => {
    const transport = await connect(lab.host(server, { identityFiles: [key] }));
    const shell = WarmShell.open(transport, { command: 'sh', host: 'web1' });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => shell.look(`echo ${index}`)));
    expect(answers.map((answer) => answer.stdout)).toEqual(
      Array.from({ length: 20 }, (_, index) => `${index}\n`),
    );
    expect(shell.statistics.roundTrips).toBe(1);
    expect(await shell.look('kill $$')).toMatchObject({ code: 143 });
    await expect(shell.look('sleep 60', { timeout: 0.2 })).rejects.toMatchObject({ code: 'LOOK_TIMEOUT' });
    expect(await shell.look('echo back')).toMatchObject({ stdout: 'back\n' });
    server.cut();
    await expect(shell.look('echo lost')).rejects.toMatchObject({ code: 'CONNECTION_LOST' });
    await shell.close();
  });
});

import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import ssh from '@fck/plugin-ssh';
import { fakeProject, noSshd, SshLab } from '@fck/testing';
import { afterAll, describe, expect, test } from 'vitest';
import type { Host } from '../api/host.js';
import type { Transport } from '../api/transport.js';
import { sh } from '../command/command.js';
import { Redactor } from '../command/redact.js';
import { createFckWithoutProject } from '../create.js';
import { openForLock } from '../lock/lock-channel.js';
import { MachineLock } from '../lock/machine-lock.js';
import { Machine } from '../remote/machine.js';
import { MachineRemote } from '../remote/machine-remote.js';
import { loginShells } from './channel/login-shells.test.helper.js';
import { WarmShell } from './shell/warm-shell.js';

describe.skipIf(noSshd)(`over SSH${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const lab = new SshLab();
  afterAll(() => lab.stop());
  // Hooks of skipped tests do not run.
  if (noSshd) await lab.stop();
  const hostKey = noSshd ? '' : lab.keygen('host', { authorize: false });
  const key = noSshd ? '' : lab.keygen('key');
  const server = await lab.sshd({ hostKeys: [hostKey] });

  async function connect(host: Host): Promise<Transport> {
    const fck = await createFckWithoutProject({ defaultPlugins: [ssh] });
    const transport = await fck.hooks.connect.promise(host, {
      project: { ...fakeProject([]), stateDirectory: lab.path('state') },
      signal: new AbortController().signal,
      note: () => {},
    });
    if (!transport) throw new Error('the plugin did not connect');
    return transport;
  }

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

  // As sshd starts it: the login shell parses the command line.
  describe.each(loginShells)('a user whose login shell is %s', async (name, shell) => {
    const command = `ForceCommand ${shell.join(' ')} -c "$SSH_ORIGINAL_COMMAND"`;
    const odd = await lab.sshd({ hostKeys: [hostKey], config: [command] });
    const words = `it's a\\\\b, \\' and !x !! "$HOME" \`id\` {a,b} ~ é\n`;

    test('is supported like any other', async () => {
      const transport = await connect(lab.host(odd, { identityFiles: [key] }));
      const machine = new Machine(lab.host(odd), async () => transport, new Redactor());
      const remote = new MachineRemote({
        host: machine.host,
        machine,
        emit: () => undefined,
        signal: new AbortController().signal,
        plan: undefined,
      });
      const file = lab.path(`it's ${name}`);
      expect((await remote.facts()).user).toBe(lab.user);
      await remote.write(file, words);
      expect(await remote.read(file)).toBe(words);
      await remote.run(sh`printf %s ${words} | cat - "$MORE" > ${`${file} 2`}`, { env: { MORE: file } });
      expect(readFileSync(`${file} 2`, 'utf8')).toBe(words + words);
      await remote.upload(file, `${file} 3`);
      await transport.put(file, `${file} 4`);
      await transport.get(`${file} 4`, `${file} 5`);
      for (const number of [3, 5]) expect(readFileSync(`${file} ${number}`, 'utf8')).toBe(words);
      const channel = await openForLock(
        machine,
        lab.dir,
        sh`IFS= read -r order; printf %s "$order" ${words}`,
      );
      channel.stdin.end(`the '\\order'\n`);
      channel.stderr.resume();
      const [output] = await Promise.all([text(channel.stdout), channel.exit]);
      expect(output).toBe(`the '\\order'${words}`);
      await expect(remote.run(sh`exit 7`)).rejects.toMatchObject({
        code: 'COMMAND_FAILED',
        message: expect.stringContaining('exit 7'),
      });
      await machine.disconnect();
    });
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

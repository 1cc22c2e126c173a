import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { secret } from '../command/secret.js';
import type { Host } from '../hosts/host.js';
import { WarmShell } from './shell.js';
import { connectSsh, type SshContext } from './ssh.js';
import { freePort, noSshd, type Sshd, SshLab } from './ssh-server.test.helper.js';
import type { Channel, Transport } from './transport.js';

async function output(transport: Transport, command: string): Promise<string> {
  const channel = await transport.open(command);
  channel.stdin.end();
  return finish(channel);
}

async function finish(channel: Channel): Promise<string> {
  channel.stderr.resume();
  const [out] = await Promise.all([text(channel.stdout), channel.exit]);
  return out;
}

describe.skipIf(noSshd)(`ssh${noSshd ? ` (skipped: ${noSshd})` : ''}`, () => {
  let lab: SshLab;
  let ed25519: string;
  let ecdsa: string;
  let rsa: string;
  let key: string;
  let server: Sshd;
  const open = new Set<Transport>();

  beforeAll(async () => {
    lab = new SshLab();
    ed25519 = lab.keygen('host_ed25519', { authorize: false });
    ecdsa = lab.keygen('host_ecdsa', { type: 'ecdsa', authorize: false });
    rsa = lab.keygen('host_rsa', { type: 'rsa', authorize: false, args: ['-b', '2048'] });
    key = lab.keygen('user_ed25519');
    server = await lab.sshd({ hostKeys: [ed25519, ecdsa, rsa] });
  }, 30_000);
  afterAll(() => lab.stop());
  beforeEach(() => {
    lab.notices.length = 0;
  });
  afterEach(async () => {
    for (const transport of open) await transport.close();
    open.clear();
  });

  const connect = async (host: Host, context: Partial<SshContext> = {}): Promise<Transport> => {
    const transport = await connectSsh(host, { ...lab.context, ...context });
    open.add(transport);
    return transport;
  };
  const mine = () => lab.host(server, { identityFiles: [key] });
  /** A file of known hosts that this test alone uses. */
  const pins = (name: string, ...lines: string[]): { knownHostsFile: string } => {
    const knownHostsFile = lab.path(`pins-${name}`);
    if (lines.length > 0) writeFileSync(knownHostsFile, `${lines.join('\n')}\n`);
    return { knownHostsFile };
  };
  const publicKey = (file: string): string =>
    readFileSync(`${file}.pub`, 'utf8').split(' ').slice(0, 2).join(' ');

  describe('host keys', () => {
    test('a new one is pinned, with a notice, and is known from then on', async () => {
      const at = pins('new');
      await connect(mine(), at);
      expect(readFileSync(at.knownHostsFile, 'utf8')).toBe(
        `[127.0.0.1]:${server.port} ${publicKey(ed25519)}\n`,
      );
      expect(statSync(at.knownHostsFile).mode & 0o777).toBe(0o600);
      expect(lab.notices).toEqual([expect.stringMatching(/is new and was pinned .*SHA256:/)]);
      await connect(lab.host(server, { identityFiles: [key], hostKeyChecking: 'strict' }), at);
      expect(lab.notices).toHaveLength(1);
    });

    test('a new one is refused if checking is strict', async () => {
      const host = lab.host(server, { identityFiles: [key], hostKeyChecking: 'strict' });
      const at = pins('strict');
      await expect(connect(host, at)).rejects.toMatchObject({ code: 'SSH_HOST_KEY_UNKNOWN', host: 'web1' });
      expect(existsSync(at.knownHostsFile)).toBe(false);
    });

    test('a changed one is refused before anything is sent, with both fingerprints and the place of the known one', async () => {
      const other = lab.keygen('other_host', { authorize: false });
      const at = pins('changed', '# by hand', `[127.0.0.1]:${server.port} ${publicKey(other)}`);
      const before = server.log.length;
      await expect(connect(mine(), at)).rejects.toMatchObject({
        code: 'SSH_HOST_KEY_CHANGED',
        where: { file: at.knownHostsFile, line: 2 },
        detail: expect.stringMatching(
          /^Shown: SHA256:\S+ \(ssh-ed25519\)\nKnown: SHA256:\S+ \(ssh-ed25519\) at .*:2$/,
        ),
        hint: expect.stringContaining('ssh-keygen -R'),
      });
      expect(server.log.slice(before)).not.toMatch(/Failed publickey|Postponed/);
    });

    test('the type that is known is asked for, though the host prefers another', async () => {
      for (const hostKey of [ecdsa, rsa]) {
        await connect(
          mine(),
          pins(`type-${hostKey.split('_').pop()}`, `[127.0.0.1]:${server.port} ${publicKey(hostKey)}`),
        );
      }
      expect(lab.notices).toEqual([]);
    });

    test('a key of another type does not count as new', async () => {
      const one = await lab.sshd({ hostKeys: [ed25519] });
      const at = pins('othertype', `[127.0.0.1]:${one.port} ${publicKey(ecdsa)}`);
      const host = lab.host(one, { identityFiles: [key] });
      await expect(connect(host, at)).rejects.toMatchObject({ code: 'SSH_HOST_KEY_CHANGED' });
      await one.end();
    });

    test('given ones are the only right ones', async () => {
      const given = (file: string) =>
        lab.host(server, { identityFiles: [key], hostKeys: [`${publicKey(file)} comment`] });
      const at = pins('given', `[127.0.0.1]:${server.port} ${publicKey(ed25519)}`);
      await connect(given(rsa), at);
      const other = lab.keygen('other_given', { authorize: false });
      await expect(connect(given(other), at)).rejects.toMatchObject({
        code: 'SSH_HOST_KEY_CHANGED',
        hint: expect.stringContaining('host_keys'),
      });
    });

    test('a revoked one is refused, also by the user’s own file', async () => {
      writeFileSync(lab.path('home/.ssh/known_hosts'), `@revoked * ${publicKey(ed25519)}\n`);
      await expect(connect(mine(), pins('revoked'))).rejects.toMatchObject({ code: 'SSH_HOST_KEY_REVOKED' });
      writeFileSync(lab.path('home/.ssh/known_hosts'), `[127.0.0.1]:${server.port} ${publicKey(ed25519)}\n`);
      await connect(lab.host(server, { identityFiles: [key], hostKeyChecking: 'strict' }), pins('revoked'));
      writeFileSync(lab.path('home/.ssh/known_hosts'), '');
    });

    test('many at once are pinned once', async () => {
      const at = pins('many');
      await Promise.all(Array.from({ length: 8 }, () => connect(mine(), at)));
      expect(readFileSync(at.knownHostsFile, 'utf8').trim().split('\n')).toHaveLength(1);
    });
  });

  describe('keys', () => {
    test('a wrong one is refused, and the error names what was offered', async () => {
      const wrong = lab.keygen('wrong', { authorize: false });
      await expect(connect(lab.host(server, { identityFiles: [wrong] }))).rejects.toMatchObject({
        code: 'SSH_AUTH_FAILED',
        message: expect.stringContaining(`web1 (${lab.user}@127.0.0.1:${server.port})`),
        detail: expect.stringMatching(/^Offered: .*wrong SHA256:/),
      });
    });

    test('only what can work is offered: no attempt without a key', async () => {
      const before = server.log.length;
      await connect(mine());
      expect(server.log.slice(before)).not.toMatch(/Failed none|Failed publickey/);
    });

    test.each(['rsa', 'ecdsa'])('%s', async (type) => {
      const file = lab.keygen(`user_${type}`, {
        type,
        args: type === 'rsa' ? ['-b', '2048', '-m', 'PKCS8'] : [],
      });
      const before = server.log.length;
      await connect(lab.host(server, { identityFiles: [file] }));
      expect(server.log.slice(before)).toContain('Accepted publickey');
    });

    test('an encrypted one opens with its passphrase, and says what is missing without', async () => {
      const locked = lab.keygen('locked', { passphrase: 'open sesame' });
      await connect(lab.host(server, { identityFiles: [locked], passphrase: secret('open sesame') }));
      for (const passphrase of [undefined, secret('wrong')]) {
        await expect(
          connect(lab.host(server, { identityFiles: [locked], passphrase })),
        ).rejects.toMatchObject({
          code: 'SSH_KEY_ENCRYPTED',
          message: expect.stringContaining(locked),
          hint: expect.stringContaining('passphrase: !env'),
        });
      }
    });

    test('an encrypted PEM one says so too', async () => {
      for (const format of ['PEM', 'PKCS8']) {
        const locked = lab.keygen(`locked-${format}`, {
          type: 'rsa',
          passphrase: 'open sesame',
          args: ['-m', format, '-b', '2048'],
        });
        await connect(lab.host(server, { identityFiles: [locked], passphrase: secret('open sesame') }));
        for (const passphrase of [undefined, secret('wrong')]) {
          await expect(
            connect(lab.host(server, { identityFiles: [locked], passphrase })),
          ).rejects.toMatchObject({ code: 'SSH_KEY_ENCRYPTED' });
        }
      }
    });

    test('a named one that cannot be used is an error that names it', async () => {
      const open_ = lab.path('too_open');
      writeFileSync(open_, readFileSync(key), { mode: 0o644 });
      const garbage = lab.path('garbage');
      writeFileSync(garbage, 'not a key\n', { mode: 0o600 });
      for (const file of [open_, garbage, lab.path('missing'), `${key}.pub`]) {
        const problem = connect(lab.host(server, { identityFiles: [file] }));
        await expect(problem, file).rejects.toMatchObject({
          code: 'SSH_KEY_FILE',
          message: expect.stringContaining(file),
        });
      }
    });

    test('an agent opens, also for a locked key file', async () => {
      const SSH_AUTH_SOCK = await lab.agent(key);
      await connect(lab.host(server), { env: { SSH_AUTH_SOCK } });
      const locked = lab.keygen('locked_in_agent', { authorize: false });
      const held = await lab.agent(locked);
      lab.authorize(readFileSync(`${locked}.pub`, 'utf8'));
      const { execFileSync } = await import('node:child_process');
      execFileSync('ssh-keygen', ['-q', '-p', '-N', 'hidden', '-f', locked]);
      await connect(lab.host(server, { identityFiles: [locked] }), { env: { SSH_AUTH_SOCK: held } });
    });

    test('an agent that is gone is passed over', async () => {
      await connect(mine(), { env: { SSH_AUTH_SOCK: lab.path('no-agent') } });
      await expect(
        connect(lab.host(server), { env: { SSH_AUTH_SOCK: lab.path('no-agent') } }),
      ).rejects.toMatchObject({
        code: 'SSH_AUTH_FAILED',
        detail: 'There was no key to offer.',
      });
    });
  });

  describe('ways', () => {
    test('over a jump host, whose key is verified too; closing ends both', async () => {
      const jump = await lab.sshd({ hostKeys: [ecdsa] });
      const host = lab.host(server, { identityFiles: [key], jump: `${lab.user}@127.0.0.1:${jump.port}` });
      const at = pins('jump');
      const transport = await connect(host, at);
      expect(await output(transport, 'echo hello')).toBe('hello\n');
      expect(readFileSync(at.knownHostsFile, 'utf8').trim().split('\n')).toHaveLength(2);
      await transport.close();
      await jump.logged(/Disconnected from|Closing connection|Received disconnect/);
      writeFileSync(at.knownHostsFile, `[127.0.0.1]:${jump.port} ${publicKey(rsa)}\n`);
      await expect(connect(host, at)).rejects.toMatchObject({
        code: 'SSH_HOST_KEY_CHANGED',
        host: 'web1',
        message: expect.stringContaining('on the way to web1'),
      });
      await jump.end();
    });

    test('a jump host that is cut loses the host behind it', async () => {
      const jump = await lab.sshd({ hostKeys: [ecdsa] });
      const host = lab.host(server, { identityFiles: [key], jump: `${lab.user}@127.0.0.1:${jump.port}` });
      const transport = await connect(host, pins('jumpcut'));
      const channel = await transport.open('sleep 60');
      channel.stdout.resume();
      channel.stderr.resume();
      jump.cut();
      expect(await channel.exit).toEqual({ code: null, lost: true });
      await transport.closed;
      await jump.end();
    });

    test('a jump host that does not lead on says so', async () => {
      const jump = `${lab.user}@127.0.0.1:${server.port}`;
      const host = lab.host({ port: await freePort() }, { identityFiles: [key], jump });
      await expect(connect(host)).rejects.toMatchObject({
        code: 'SSH_UNREACHABLE',
        message: expect.stringContaining('does not lead there'),
      });
    });

    test('by ~/.ssh/config: names, users, keys, jumps, proxies', async () => {
      const config = [
        'Include extra',
        'Host *',
        `  UserKnownHostsFile ${lab.path('config-known')}`,
        `  IdentityFile ${key}`,
        '  IdentitiesOnly yes',
      ];
      const extra = [
        'Host direct jumped',
        '  HostName 127.0.0.1',
        `  Port ${server.port}`,
        `  User ${lab.user}`,
        'Host jumped',
        '  ProxyJump direct',
        'Host circle',
        '  ProxyJump other',
        'Host other',
        '  ProxyJump circle',
        'Host proxied',
        `  ProxyCommand exec 3<>/dev/tcp/127.0.0.1/${server.port}; cat <&3 & cat >&3`,
      ];
      writeFileSync(lab.path('home/.ssh/config'), `${config.join('\n')}\n`);
      writeFileSync(
        lab.path('home/.ssh/extra'),
        `${extra.join('\n').replace('exec 3', `bash -c 'exec 3`).replace('>&3', ">&3'")}\n`,
      );
      // ssh looks for included files beside the real user's configuration.
      writeFileSync(
        lab.path('home/.ssh/config'),
        `${[`Include ${lab.path('home/.ssh/extra')}`, ...config.slice(1)].join('\n')}\n`,
      );
      const named = (address: string): Host => ({ ...lab.host(server), address, user: undefined, ssh: {} });
      for (const name of ['direct', 'jumped', 'proxied']) {
        const transport = await connect(named(name), pins('config'));
        expect(await output(transport, `echo ${name}`)).toBe(`${name}\n`);
        await transport.close();
      }
      await expect(connect(named('circle'), pins('config'))).rejects.toMatchObject({ code: 'SSH_JUMP' });
      await expect(connect(named('-oProxyCommand=touch /tmp/x'), pins('config'))).rejects.toMatchObject({
        code: expect.stringMatching(/^SSH_/),
      });
      writeFileSync(lab.path('home/.ssh/config'), '');
    });
  });

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

    test('are refused for good if the server allows none', async () => {
      const none = await lab.sshd({ hostKeys: [ed25519], config: ['MaxSessions 0'] });
      const transport = await connect(lab.host(none, { identityFiles: [key] }), pins('none'));
      await expect(transport.open('true')).rejects.toMatchObject({ code: 'SSH_CHANNEL_REFUSED' });
      await transport.close();
      await none.end();
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

    test('end as lost if the connection is cut; what comes later fails', async () => {
      const transport = await connect(mine());
      const channels = await Promise.all([transport.open('sleep 60'), transport.open('cat')]);
      for (const channel of channels) {
        channel.stdout.resume();
        channel.stderr.resume();
      }
      const queued = [
        transport.open('sleep 60'),
        transport.open('sleep 60'),
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

  describe('files', () => {
    test('small and large ones go there and come back', async () => {
      const transport = await connect(mine());
      for (const size of [0, 10, 30 * 1024 * 1024]) {
        const [from, there, back] = [lab.path('from'), lab.path("there it's"), lab.path('back')];
        writeFileSync(from, Buffer.alloc(size, 'fck '));
        writeFileSync(there, 'x'.repeat(100));
        let progress = 0;
        await transport.put(from, there, (bytes) => {
          progress = bytes;
        });
        expect([statSync(there).size, progress]).toEqual([size, size]);
        await transport.get(there, back);
        expect(readFileSync(back).equals(readFileSync(from))).toBe(true);
      }
    });

    test('a server without SFTP takes large ones too', async () => {
      const bare = await lab.sshd({ hostKeys: [ed25519], config: ['Subsystem sftp /bin/false'].slice(1) });
      const transport = await connect(lab.host(bare, { identityFiles: [key] }), pins('bare'));
      writeFileSync(lab.path('from'), Buffer.alloc(2_000_000, 'y'));
      await transport.put(lab.path('from'), lab.path('there'));
      expect(statSync(lab.path('there')).size).toBe(2_000_000);
      await transport.close();
      await bare.end();
    });

    test('what fails says why', async () => {
      const transport = await connect(mine());
      for (const size of [10, 2_000_000]) {
        writeFileSync(lab.path('from'), Buffer.alloc(size));
        await expect(transport.put(lab.path('from'), lab.path('no/such/dir'))).rejects.toMatchObject({
          code: 'UPLOAD_FAILED',
          message: expect.stringMatching(/No such file|nonexistent/),
        });
      }
      await expect(transport.put(lab.path('nowhere'), lab.path('x'))).rejects.toMatchObject({
        code: 'UPLOAD_FAILED',
      });
      await expect(transport.get(lab.path('nowhere'), lab.path('x'))).rejects.toMatchObject({
        code: 'DOWNLOAD_FAILED',
      });
      expect(existsSync(lab.path('x'))).toBe(false);
    });
  });

  describe('a warm shell', () => {
    test('answers twenty looks in one write, and outlives its own death', async () => {
      const transport = await connect(mine());
      const shell = WarmShell.open(transport, { command: 'sh', host: 'web1' });
      const answers = await Promise.all(
        Array.from({ length: 20 }, (_, index) => shell.look(`echo ${index}`)),
      );
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

  describe('what cannot be reached', () => {
    test('a port that refuses', async () => {
      const port = await freePort();
      await expect(connect(lab.host({ port }, { identityFiles: [key] }))).rejects.toMatchObject({
        code: 'SSH_UNREACHABLE',
        message: `web1 (${lab.user}@127.0.0.1:${port}) cannot be reached: the port refuses connections.`,
      });
    });

    test('a name that nobody knows', async () => {
      const host = { ...mine(), address: 'no-such-host.invalid' };
      await expect(connect(host)).rejects.toMatchObject({ code: 'SSH_UNREACHABLE' });
    });

    test('a server that says nothing, or hangs up at first', async () => {
      let hangUps = 3;
      const silent = createServer((socket) => {
        socket.on('error', () => {});
        if (hangUps > 0) socket.end();
        hangUps -= 1;
      });
      silent.listen(0, '127.0.0.1');
      await once(silent, 'listening');
      const address = silent.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      const host = lab.host({ port }, { identityFiles: [key], connectTimeout: 0.3 });
      await expect(connect(host)).rejects.toMatchObject({
        code: 'SSH_UNREACHABLE',
        message: expect.stringContaining('no answer within 0.3 s'),
      });
      expect(hangUps).toBeLessThan(0);
      silent.close();
    });

    test('something that is not SSH', async () => {
      const web = createServer((socket) => {
        socket.on('error', () => {});
        socket.end('SSH-1.5-antique\r\n');
      });
      web.listen(0, '127.0.0.1');
      await once(web, 'listening');
      const address = web.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      await expect(connect(lab.host({ port }, { identityFiles: [key] }))).rejects.toMatchObject({
        code: 'SSH_HANDSHAKE',
      });
      web.close();
    });

    test('the user gives up', async () => {
      const controller = new AbortController();
      const connecting = connect(mine(), { signal: controller.signal });
      controller.abort(new Error('interrupted'));
      await expect(connecting).rejects.toThrow('interrupted');
    });
  });
});

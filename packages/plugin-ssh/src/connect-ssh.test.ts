import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Host } from '@fck/core';
import { freePort, noSshd } from '@fck/testing';
import { describe, expect, test } from 'vitest';
import { SharedJumps } from './connection/shared-jumps.js';
import { output, sshBench } from './ssh-bench.test.helper.js';

describe.skipIf(noSshd)(`ssh${noSshd ? ` (skipped: ${noSshd})` : ''}`, async () => {
  const { lab, ecdsa, rsa, key, server, connect, mine, pins, publicKey } = await sshBench();

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

    test('hosts behind one jump host share the connection to it; the last one ends it', async () => {
      const jump = await lab.sshd({ hostKeys: [ecdsa] });
      const way = `${lab.user}@127.0.0.1:${jump.port}`;
      const shared = { ...pins('shared'), jumps: new SharedJumps() };
      const behind = await Promise.all(
        Array.from({ length: 6 }, () =>
          connect(lab.host(server, { identityFiles: [key], jump: way }), shared),
        ),
      );
      const [first, ...others] = behind;
      for (const transport of others) await transport.close();
      expect(first && (await output(first, 'echo still here'))).toBe('still here\n');
      await first?.close();
      await jump.logged(/Disconnected from|Closing connection|Received disconnect/);
      expect(jump.log.match(/Accepted publickey/g)).toHaveLength(1);
      await jump.end();
    });

    test('hosts that shared a connection that failed try it themselves, and each error names its own host', async () => {
      const shared = { ...pins('shared-dead'), jumps: new SharedJumps() };
      const dead = { identityFiles: [key], jump: `${lab.user}@127.0.0.1:${await freePort()}` };
      const attempts = ['a', 'b'].map((name) => connect({ ...lab.host(server, dead), name }, shared));
      const outcomes = await Promise.allSettled(attempts);
      expect(outcomes).toMatchObject([
        { reason: { code: 'SSH_UNREACHABLE', host: 'a' } },
        { reason: { code: 'SSH_UNREACHABLE', host: 'b' } },
      ]);
    });

    test('a jump host that is cut loses the host behind it', async () => {
      const jump = await lab.sshd({ hostKeys: [ecdsa] });
      const host = lab.host(server, { identityFiles: [key], jump: `${lab.user}@127.0.0.1:${jump.port}` });
      const transport = await connect(host, pins('jumpcut'));
      const channel = await transport.open('cat');
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
        message: expect.stringContaining('does not forward to it'),
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

  describe('what cannot be reached', () => {
    test('a port that refuses', async () => {
      const port = await freePort();
      await expect(connect(lab.host({ port }, { identityFiles: [key] }))).rejects.toMatchObject({
        code: 'SSH_UNREACHABLE',
        message: `web1 (${lab.user}@127.0.0.1:${port}) cannot be reached: the port refuses connections.`,
      });
    });

    test('an unknown name', async () => {
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
      const host = lab.host({ port }, { identityFiles: [key], connectTimeout: 2 });
      await expect(connect(host)).rejects.toMatchObject({
        code: 'SSH_UNREACHABLE',
        message: expect.stringContaining('no answer within 2 s'),
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

    test.each(['motd\r\n', 'no end of a line '])('a server that greets without end: %j', async (greeting) => {
      let sent = 0;
      const server = createServer((socket) => {
        const greet = () => {
          while (!socket.destroyed && socket.write(greeting.repeat(1000))) sent += greeting.length * 1000;
        };
        socket.on('error', () => {}).on('drain', greet);
        greet();
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const address = server.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      await expect(connect(lab.host({ port }, { identityFiles: [key] }))).rejects.toMatchObject({
        code: 'SSH_HANDSHAKE',
        host: 'web1',
      });
      expect(sent).toBeLessThan(50_000_000);
      server.close();
    });

    test('the user gives up', async () => {
      const controller = new AbortController();
      const connecting = connect(mine(), { signal: controller.signal });
      controller.abort(new Error('interrupted'));
      await expect(connecting).rejects.toThrow('interrupted');
    });
  });
});

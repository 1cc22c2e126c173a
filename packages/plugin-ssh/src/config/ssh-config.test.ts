import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Host, SshOptions } from '@fck/core';
import { fakeHost } from '@fck/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { resolveSshConfig } from './ssh-config.js';

/** A home without any configuration of ssh. */
const nowhere = { env: { HOME: '/nonexistent' }, home: '/nonexistent' };
const hostWith = (ssh: SshOptions): Host => fakeHost({ user: 'me', transport: 'ssh', ssh });

describe('resolveSshConfig', () => {
  it("fills in a host's own ProxyCommand, and then jumps nowhere", async () => {
    const config = await resolveSshConfig(
      hostWith({ proxyCommand: 'connect %h %p as %r 100%%', port: 2222 }),
      nowhere,
    );
    expect(config).toMatchObject({ proxyCommand: 'connect 192.0.2.1 2222 as me 100%', jump: undefined });
  });

  it.each([
    ['address', { address: '$(touch x)' }],
    ['user', { user: '`touch x`' }],
  ])('puts no %s with shell characters into any command', async (_, change) => {
    const host = { ...hostWith({ proxyCommand: 'nc %h %p' }), ...change };
    await expect(resolveSshConfig(host, nowhere)).rejects.toMatchObject({
      code: 'SSH_UNSAFE_NAME',
      host: 'web-1',
    });
  });

  it.each([
    ['HostName', 'nc %h 22', '  HostName a$(touch${IFS}x)\n'],
    ['User', 'nc %r 22', '  User a;touch${IFS}x\n'],
  ])(
    'puts no %s of ~/.ssh/config with shell characters into a ProxyCommand',
    async (_, proxyCommand, line) => {
      const home = mkdtempSync(join(tmpdir(), 'fck-ssh-home-'));
      onTestFinished(() => rmSync(home, { recursive: true }));
      mkdirSync(join(home, '.ssh'));
      writeFileSync(join(home, '.ssh/config'), `Host 192.0.2.1\n${line}`);
      const host = { ...hostWith({ proxyCommand }), user: undefined };
      const where = { env: { PATH: process.env['PATH'] }, home };
      // Newer versions of ssh refuse such a user themselves.
      await expect(resolveSshConfig(host, where)).rejects.toMatchObject({
        code: expect.stringMatching(/^SSH_(UNSAFE_NAME|CONFIG)$/),
      });
    },
  );

  it('tells that a configuration is not heeded where there is no ssh client', async () => {
    const home = mkdtempSync(join(tmpdir(), 'fck-ssh-home-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/config'), 'Host web-1\n  Port 2222\n');
    const notices: string[] = [];
    const where = { env: { PATH: '/nonexistent' }, home, onNotice: (text: string) => notices.push(text) };
    expect(await resolveSshConfig(hostWith({}), where)).toMatchObject({ port: 22 });
    expect(notices).toEqual([expect.stringContaining('Install the OpenSSH client')]);
    await resolveSshConfig(hostWith({}), { ...where, ...nowhere });
    expect(notices).toHaveLength(1);
  });

  it.each([
    ['IdentityFile ${KEYS}/%r.%n', { identityFiles: ['/keys/me.192.0.2.1'] }],
    ['IdentityFile %d/%k\n  HostKeyAlias shop', { identityFiles: ['HOME/shop'] }],
    ['CertificateFile ~/%u-cert.pub', { certificateFiles: [`HOME/${userInfo().username}-cert.pub`] }],
    ['UserKnownHostsFile ~/kh/%k ${KEYS}/kh', { knownHostsFiles: ['HOME/kh/192.0.2.1', '/keys/kh'] }],
    ['IdentityAgent ${KEYS}/agent', { agent: '/keys/agent' }],
    ['ProxyJump bastion-%h', { jump: 'bastion-192.0.2.1' }],
  ])('expands tokens and variables: %s', async (line, expected) => {
    const home = mkdtempSync(join(tmpdir(), 'fck-ssh-home-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    mkdirSync(join(home, '.ssh'));
    // ssh itself takes `~` for the home of the password database.
    writeFileSync(join(home, '.ssh/config'), `Host *\n  ${line.replaceAll('~', home)}\n`);
    const where = { env: { PATH: process.env['PATH'], KEYS: '/keys' }, home };
    const config = await resolveSshConfig(hostWith({}), where);
    const found = JSON.parse(JSON.stringify(config).replaceAll(home, 'HOME'));
    const { knownHostsFiles, ...others } = expected as { knownHostsFiles?: string[] };
    expect(found).toMatchObject(others);
    if (knownHostsFiles) expect(found.knownHostsFiles.slice(0, 2)).toEqual(knownHostsFiles);
  });

  it("expands what an older ssh leaves as it is: names of known hosts' files", async () => {
    const home = mkdtempSync(join(tmpdir(), 'fck-ssh-home-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, '.ssh/config'), 'Host *\n  User me\n');
    writeFileSync(join(home, 'ssh'), "#!/bin/sh\necho 'userknownhostsfile ~/kh/%k ${KEYS}/kh'\n", {
      mode: 0o755,
    });
    const config = await resolveSshConfig(hostWith({}), {
      env: { PATH: `${home}:/usr/bin:/bin`, KEYS: '/keys' },
      home,
    });
    expect(config.knownHostsFiles.slice(0, 2)).toEqual([`${home}/kh/192.0.2.1`, '/keys/kh']);
  });

  it.each([
    ['IdentityFile ~/keys/%z', /takes no `%z`/],
    ['IdentityFile ${FCK_NOT_SET}/key', /`FCK_NOT_SET` is not set/],
    ['ProxyCommand nc %C', /takes no `%C`/],
  ])('names the line of what OpenSSH would refuse: %s', async (line, why) => {
    const home = mkdtempSync(join(tmpdir(), 'fck-ssh-home-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, 'more'), `# more\nHost 192.0.2.*\n  ${line}\n`);
    writeFileSync(join(home, '.ssh/config'), `Include ${join(home, 'more')}\n`);
    const where = { env: { PATH: process.env['PATH'] }, home };
    await expect(resolveSshConfig(hostWith({}), where)).rejects.toMatchObject({
      code: 'SSH_CONFIG',
      message: expect.stringMatching(why),
      where: { file: join(home, 'more'), line: 3 },
    });
  });

  it('refuses a way in that no provider made a command of', async () => {
    await expect(resolveSshConfig(hostWith({ via: 'ssm' }), nowhere)).rejects.toMatchObject({
      code: 'SSH_WAY_UNKNOWN',
    });
    const known = hostWith({ via: 'ssm', proxyCommand: 'aws ssm start-session' });
    expect(await resolveSshConfig(known, nowhere)).toMatchObject({ proxyCommand: 'aws ssm start-session' });
  });

  it.each([
    ['is not set', 'Host *\n  Port 2222\n', 'accept-new'],
    ['is set to ask', 'Host *\n  StrictHostKeyChecking ask\n', 'ask'],
    ['is set to ask for another host', 'Host web-9\n  StrictHostKeyChecking ask\n', 'accept-new'],
    ['is set to ask in a file that is included', 'Include asking\n', 'ask'],
    ['is set to yes', 'StrictHostKeyChecking yes\n', 'strict'],
    [
      'is set to accept-new',
      'StrictHostKeyChecking=accept-new\nHost x\nStrictHostKeyChecking ask\n',
      'accept-new',
    ],
  ])('knows how keys are checked where StrictHostKeyChecking %s', async (_, text, hostKeyChecking) => {
    const home = mkdtempSync(join(tmpdir(), 'fck-ssh-home-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    mkdirSync(join(home, '.ssh'));
    writeFileSync(join(home, 'asking'), 'StrictHostKeyChecking ask\n');
    writeFileSync(join(home, '.ssh/config'), text.replace('asking', join(home, 'asking')));
    expect(await resolveSshConfig(hostWith({}), { env: process.env, home })).toMatchObject({
      hostKeyChecking,
    });
  });
});

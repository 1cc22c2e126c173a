import { homedir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostDefaults } from '../api/role.js';
import { secret } from '../command/secret.js';
import { hostFrom } from './host-from-config.js';
import { splitAddress } from './split-address.js';

describe('splitAddress', () => {
  it.each([
    ['web.example.com', { address: 'web.example.com' }],
    ['me@web.example.com', { user: 'me', address: 'web.example.com' }],
    ['me@10.0.0.1:2222', { user: 'me', address: '10.0.0.1', port: 2222 }],
    ['2001:db8::1', { address: '2001:db8::1' }],
    ['me@2001:db8::1', { user: 'me', address: '2001:db8::1' }],
    ['[2001:db8::1]', { address: '2001:db8::1' }],
    ['me@[2001:db8::1]:2222', { user: 'me', address: '2001:db8::1', port: 2222 }],
    ['fe80::1%eth0', { address: 'fe80::1%eth0' }],
    ['local', { address: 'local' }],
  ])('%s', (text, expected) => {
    expect(splitAddress(text)).toEqual(expected);
  });

  it('parses user, address and port back, for any values', () => {
    const user = fc.stringMatching(/^[a-z_][a-z0-9_.-]{0,8}$/);
    const address = fc.oneof(
      fc.ipV4(),
      fc.domain(),
      fc.ipV6().filter((ip) => !ip.includes('.')),
    );
    const port = fc.integer({ min: 1, max: 65535 });
    fc.assert(
      fc.property(user, address, port, (name, host, number) => {
        const written = `${name}@${host.includes(':') ? `[${host}]` : host}:${number}`;
        expect(splitAddress(written)).toEqual({ user: name, address: host, port: number });
      }),
    );
  });
});

const defaults: HostDefaults = {
  role: 'web',
  user: 'deploy',
  ssh: { port: 2200, jump: 'bastion', key_filename: 'role.pem' },
  keyFile: '/project/project.pem',
  sudoPassword: secret('of the project'),
  directory: '/project',
};

describe('hostFrom', () => {
  it('inherits values that it does not set', () => {
    expect(hostFrom('10.0.0.1', defaults)).toMatchObject({
      name: '10.0.0.1',
      role: 'web',
      user: 'deploy',
      transport: 'ssh',
      provider: 'config',
      ssh: { port: 2200, jump: 'bastion', identityFiles: ['/project/role.pem'] },
    });
  });

  it('uses its own values where it sets them', () => {
    const host = hostFrom(
      {
        name: 'web-1',
        address: '10.0.0.1',
        private_address: '192.168.0.1',
        user: 'admin',
        port: 22,
        sudo_password: secret('of the host'),
        labels: { zone: 'a' },
        ssh: { port: 4444, key_filename: ['~/a.pem', '/b.pem'] },
      },
      defaults,
    );
    expect(host).toMatchObject({
      name: 'web-1',
      privateAddress: '192.168.0.1',
      user: 'admin',
      labels: { zone: 'a' },
      ssh: { port: 22, jump: 'bastion', identityFiles: [join(homedir(), 'a.pem'), '/b.pem'] },
    });
    expect(host.sudoPassword?.reveal()).toBe('of the host');
  });

  it('uses the key file of the project where no other is named', () => {
    const without = { ...defaults, ssh: {} };
    expect(hostFrom('a', without).ssh.identityFiles).toEqual(['/project/project.pem']);
    expect(hostFrom('a', { ...without, keyFile: undefined }).ssh.identityFiles).toBeUndefined();
  });

  it('named local is this machine, unless its address says otherwise', () => {
    expect(hostFrom('local', defaults).transport).toBe('local');
    expect(hostFrom({ name: 'here', address: 'local', transport: 'ssh' }, defaults).transport).toBe('ssh');
  });
});

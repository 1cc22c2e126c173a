import { describe, expect, it } from 'vitest';
import type { Host, SshOptions } from '../hosts/host.js';
import { resolveSshConfig } from './ssh-config.js';

/** A home without any configuration of ssh. */
const nowhere = { env: { HOME: '/nonexistent' }, home: '/nonexistent' };
const hostWith = (ssh: SshOptions): Host => ({
  name: 'web-1',
  role: 'web',
  address: '192.0.2.1',
  user: 'me',
  transport: 'ssh',
  ssh,
  labels: {},
  provider: 'config',
});

describe('resolveSshConfig', () => {
  it("fills in a host's own ProxyCommand, and then jumps nowhere", async () => {
    const config = await resolveSshConfig(
      hostWith({ proxyCommand: 'connect %h %p as %r 100%%', port: 2222 }),
      nowhere,
    );
    expect(config).toMatchObject({ proxyCommand: 'connect 192.0.2.1 2222 as me 100%', jump: undefined });
  });

  it('refuses a way in that no provider made a command of', async () => {
    await expect(resolveSshConfig(hostWith({ via: 'ssm' }), nowhere)).rejects.toMatchObject({
      code: 'SSH_WAY_UNKNOWN',
    });
    const known = hostWith({ via: 'ssm', proxyCommand: 'aws ssm start-session' });
    expect(await resolveSshConfig(known, nowhere)).toMatchObject({ proxyCommand: 'aws ssm start-session' });
  });
});

import { execFileSync } from 'node:child_process';
import { type Host, sh } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { keyComment, keyFiles } from './key-files.js';
import { sshCommand } from './ssh-login.js';

const host: Host = {
  name: 'builder 1,*',
  role: 'builder',
  address: '203.0.113.5',
  privateAddress: '10.0.0.5',
  transport: 'ssh',
  ssh: { port: 2222 },
  labels: {},
  provider: 'config',
};

describe('sshCommand', () => {
  const files = keyFiles('/home/deploy', 'shop');
  const { text } = sshCommand({ target: host, user: 'deploy', files }, sh`cat ${'a b'}`);
  /** What ssh would be given, word by word. */
  const words = execFileSync('sh', ['-c', `ssh() { printf '%s\\n' "$@"; }; ${text}`], {
    encoding: 'utf8',
  }).split('\n');

  it('uses the address that hosts know each other by, and never asks', () => {
    expect(words.slice(-9, -1)).toEqual(['-p', '2222', '-l', 'deploy', '-T', '--', '10.0.0.5', "cat 'a b'"]);
    expect(words).toEqual(
      expect.arrayContaining(['BatchMode=yes', 'ConnectTimeout=5', 'StrictHostKeyChecking=yes']),
    );
  });

  it('pins the host under a plain name of its own', () => {
    expect(words).toContain('HostKeyAlias=builder_1__');
    expect(words).toContain('UserKnownHostsFile="/home/deploy/.ssh/fck_shop_known_builder_1__"');
  });
});

describe('keyComment', () => {
  it('is one word', () => {
    expect(keyComment('my shop', host)).toBe('fck:my_shop:builder_1__');
  });
});

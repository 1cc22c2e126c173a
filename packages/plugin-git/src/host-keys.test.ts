import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { knownHostsFile, knownHostsName, publishedHostKeys } from './host-keys.js';

describe('publishedHostKeys', () => {
  it.each([
    ['github.com', '+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU'],
    ['gitlab.com', 'eUXGGm1YGsMAS7vkcx6JOJdOGHPem5gQp4taiCfCLB8'],
    ['bitbucket.org', 'ybgmFkzwOSotHTHLJgHO0QN8L0xErw6vd0VhFA9m3SM'],
  ])('%s has the fingerprint that it publishes', (host, fingerprint) => {
    const body = publishedHostKeys[host]?.[0]?.split(' ')[1] ?? '';
    const sum = createHash('sha256').update(Buffer.from(body, 'base64')).digest('base64');
    expect(sum.replace(/=+$/, '')).toBe(fingerprint);
  });
});

describe('knownHostsFile', () => {
  it('names a port that is not 22 as OpenSSH does', () => {
    expect(knownHostsName('Git.Example.com', 22)).toBe('git.example.com');
    expect(knownHostsName('git.example.com', 2222)).toBe('[git.example.com]:2222');
  });

  it('has a line for each key, without its comment', () => {
    expect(knownHostsFile('h', 22, ['ssh-ed25519 AAAA me@there', 'ssh-rsa BBBB'])).toBe(
      'h ssh-ed25519 AAAA\nh ssh-rsa BBBB\n',
    );
  });
});

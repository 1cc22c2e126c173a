import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { accessFiles, sshConfig } from './access-files.js';
import type { GitHost } from './access-plan.js';

const files = accessFiles('/home/deploy', 'shop');
const host = (over: Partial<GitHost>): GitHost => ({
  host: 'git.example.com',
  ports: [22],
  key: { name: 'git', localFile: 'k' },
  hostKeys: undefined,
  ...over,
});

describe('accessFiles', () => {
  it("names files of the project's own", () => {
    expect(files.key('GitHub.com')).toBe('/home/deploy/.ssh/fck_shop_github.com');
    expect(files.knownHosts('github.com', 22)).toBe('/home/deploy/.ssh/fck_shop_github.com.known_hosts');
    expect(files.knownHosts('::1', 2222)).toBe('/home/deploy/.ssh/fck_shop___1_2222.known_hosts');
  });

  it('stays below ~/.ssh, whatever the names', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (project, name) => {
        expect(accessFiles('/h', project).key(name)).toMatch(/^\/h\/\.ssh\/fck_[a-z0-9._-]*$/);
      }),
    );
  });
});

describe('sshConfig', () => {
  it('uses the installed key alone', () => {
    expect(
      sshConfig([host({ ports: [22, 2222] })], files, true),
    ).toBe(`# Written by fck, and overwritten when it provisions.

Host git.example.com
  UserKnownHostsFile "/home/deploy/.ssh/fck_shop_git.example.com.known_hosts" "/home/deploy/.ssh/fck_shop_git.example.com_2222.known_hosts"
  GlobalKnownHostsFile /dev/null
  CheckHostIP no
  IdentityFile "/home/deploy/.ssh/fck_shop_git.example.com"
  IdentitiesOnly yes

Host *
  BatchMode yes
  StrictHostKeyChecking yes
  ConnectTimeout 20
  ServerAliveInterval 15
  ServerAliveCountMax 4
`);
  });

  it("leaves the login to the host's own set-up where no key is installed", () => {
    const config = sshConfig([host({})], files, false);
    expect(config).toContain('  Include config\n');
    expect(config).not.toContain('IdentityFile');
  });
});

import { expect, test } from 'vitest';
import { fakeHost } from '../testing/fake-project.test.helper.js';
import { knownHostsLines, sshArguments } from './ssh-arguments.js';

const pinnedKeys = '/work/.fck/known_hosts';

test('a host that says nothing is left to ~/.ssh/config', () => {
  expect(sshArguments(fakeHost('web-1'), { pinnedKeys }, [])).toEqual([
    '-o',
    'UserKnownHostsFile="/work/.fck/known_hosts" ~/.ssh/known_hosts',
    '-o',
    'StrictHostKeyChecking=accept-new',
    '--',
    '192.0.2.7',
  ]);
});

test('everything that a host says is passed on', () => {
  const host = fakeHost('web-1', {
    user: 'admin',
    ssh: {
      port: 2222,
      identityFiles: ['/k1', '/k2'],
      jump: 'gate',
      connectTimeout: 7.5,
      hostKeyChecking: 'strict',
    },
  });
  const args = sshArguments(host, { pinnedKeys }, ['uptime', '-p']).join(' ');
  expect(args).toMatch(/^-l admin -p 2222 -i \/k1 -i \/k2 -J gate -o ConnectTimeout=8 /);
  expect(args).toMatch(/StrictHostKeyChecking=yes -- 192\.0\.2\.7 uptime -p$/);
});

test('announced host keys are the only ones accepted', () => {
  const host = fakeHost('web-1', {
    ssh: { port: 2222, hostKeys: ['ssh-ed25519 AAAA1 me@home', '192.0.2.7,web-1 ssh-rsa AAAA2'] },
  });
  expect(knownHostsLines(host)).toBe('[192.0.2.7]:2222 ssh-ed25519 AAAA1\n[192.0.2.7]:2222 ssh-rsa AAAA2\n');
  const args = sshArguments(host, { pinnedKeys, announcedKeys: '/tmp/100%/known' }, []).join(' ');
  expect(args).toContain('UserKnownHostsFile="/tmp/100%%/known"');
  expect(args).toContain('StrictHostKeyChecking=yes');
  expect(args).not.toContain(pinnedKeys);
});

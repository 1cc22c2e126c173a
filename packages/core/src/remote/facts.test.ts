import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Facts } from '../api/facts.js';
import { factsCommand, parseFacts } from './facts.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-facts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The facts of a system with this /etc/os-release and these package managers. */
function factsOf(osRelease: string, managers: readonly string[]): Facts {
  writeFileSync(join(folder, 'os-release'), osRelease);
  for (const name of ['sh', 'uname', 'getconf', 'id', 'nproc'])
    symlinkSync(spawnSync('which', [name], { encoding: 'utf8' }).stdout.trim(), join(folder, name));
  for (const name of managers) {
    writeFileSync(join(folder, name), '#!/bin/sh\n');
    chmodSync(join(folder, name), 0o755);
  }
  const text = factsCommand().text.replaceAll('/etc/os-release', join(folder, 'os-release'));
  return parseFacts(spawnSync('sh', ['-c', text], { env: { PATH: folder }, encoding: 'utf8' }).stdout);
}

it.each<[string, string, readonly string[], Partial<Facts>]>([
  [
    'Debian',
    'ID=debian\nVERSION_ID="12"\n',
    ['apt-get'],
    { os: 'debian', osLike: [], packageManager: 'apt' },
  ],
  [
    'Fedora with apt installed',
    'ID=fedora\nVERSION_ID=42\nPRETTY_NAME="Fedora Linux 42"\n',
    ['apt-get', 'dnf', 'yum'],
    { osVersion: '42', osName: 'Fedora Linux 42', packageManager: 'dnf' },
  ],
  [
    'Rocky Linux',
    'ID="rocky"\nID_LIKE="rhel centos fedora"\n',
    ['dnf', 'yum'],
    { osLike: ['rhel', 'centos', 'fedora'], packageManager: 'dnf' },
  ],
  ['CentOS 7', 'ID="centos"\nID_LIKE="rhel fedora"\n', ['yum'], { packageManager: 'yum' }],
  [
    'Linux Mint with dnf',
    'ID=linuxmint\nID_LIKE="ubuntu debian"\n',
    ['apt-get', 'dnf'],
    { packageManager: 'apt' },
  ],
  ['openSUSE', 'ID="opensuse-leap"\nID_LIKE="suse opensuse"\n', ['zypper'], { packageManager: 'zypper' }],
  ['Arch Linux', 'ID=arch\n', ['pacman'], { packageManager: 'pacman' }],
  ['a system of its own with apk', 'ID=wolfi\n', ['apk'], { packageManager: 'apk' }],
  ['a system without package manager', 'ID=mine\n', [], { os: 'mine', packageManager: 'unknown' }],
])('facts of %s', (_name, osRelease, managers, expected) => {
  expect(factsOf(osRelease, managers)).toMatchObject(expected);
});

it.each([
  ['1', 'enforcing'],
  ['Enforcing', 'enforcing'],
  ['0', 'permissive'],
  ['Permissive', 'permissive'],
  ['Disabled', undefined],
  ['', undefined],
])('reads what the kernel or getenforce says of SELinux: %j', (said, selinux) => {
  expect(parseFacts(`os=rocky\nselinux=${said}\n`)).toMatchObject({ os: 'rocky', selinux });
});

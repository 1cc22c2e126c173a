import { expect, it } from 'vitest';
import { hierarchies } from './cgroup.js';
import { mountPointsUnder } from './mounts.js';

const table = [
  '22 1 254:0 / / rw - ext4 /dev/vda rw',
  '40 22 0:39 / /s/hosts/a/disk rw - ext4 /dev/loop0 rw',
  '41 22 0:40 / /s/hosts/a/root rw - overlay o rw',
  '42 22 0:41 / /s/hosts/ab/root rw - overlay o rw',
  '43 22 0:42 / /s/hosts/a/with\\040space rw - tmpfs t rw',
  '',
].join('\n');

it('finds the mounts of one folder, and not of one whose name begins alike', () => {
  expect(mountPointsUnder(table, '/s/hosts/a')).toEqual([
    '/s/hosts/a/disk',
    '/s/hosts/a/root',
    '/s/hosts/a/with space',
  ]);
});

it('tells cgroup hierarchies apart', () => {
  const mounts =
    'cgroup /c/systemd cgroup rw,name=systemd 0 0\ncgroup2 /c/unified cgroup2 rw 0 0\nproc /proc proc rw 0 0\n';
  expect(hierarchies(mounts)).toEqual([
    { path: '/c/systemd', controllers: ['rw', 'name=systemd'] },
    { path: '/c/unified' },
  ]);
});

import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { copyTree } from './copy-tree.js';

/** A `cp` with only the options that the system's `cp` has. */
const programs = {
  GNU: 'exec /bin/cp "$@"',
  // Sets the mode of a folder before filling it, which fails for everyone but root.
  uutils: 'case $1 in -a) echo "cp: Permission denied (os error 13)" >&2; exit 1 ;; esac; exec /bin/cp "$@"',
  busybox:
    'case "$*" in *--reflink*|*--preserve*) echo "cp: unrecognized option" >&2; exit 1 ;; esac; exec /bin/cp "$@"',
};

it.each(Object.keys(programs))('copies a read-only tree with the cp of %s', (name) => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-copy-'));
  onTestFinished(() => {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  });
  const [from, to, bin] = [join(folder, "it's from"), join(folder, 'to'), join(folder, 'bin')];
  mkdirSync(join(from, 'lib'), { recursive: true });
  writeFileSync(join(from, 'lib/tool'), 'a program', { mode: 0o555 });
  linkSync(join(from, 'lib/tool'), join(from, 'lib/same'));
  symlinkSync('lib', join(from, 'link'));
  chmodSync(join(from, 'lib'), 0o555);
  mkdirSync(bin);
  writeFileSync(join(bin, 'cp'), `#!/bin/sh\n${programs[name as keyof typeof programs]}\n`, { mode: 0o755 });
  const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}` };
  const copied = spawnSync('/bin/sh', ['-c', copyTree(from, to).text], { env, encoding: 'utf8' });
  expect(copied).toMatchObject({ status: 0, stderr: '' });
  const [tool, same] = [statSync(join(to, 'lib/tool')), statSync(join(to, 'link/same'))];
  expect(tool.mode & 0o777).toBe(0o555);
  expect(same.ino).toBe(tool.ino);
});

it('says why no cp works, and keeps the files of others', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fck-copy-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const run = (to: string) =>
    spawnSync('/bin/sh', ['-c', copyTree(join(folder, 'not there'), to).text], { encoding: 'utf8' });
  expect(run(join(folder, 'to'))).toMatchObject({ status: 1, stderr: expect.stringContaining('not there') });
  const foreign = join(folder, 'foreign');
  mkdirSync(foreign);
  writeFileSync(join(foreign, 'file'), '');
  expect(run(foreign).status).not.toBe(0);
  expect(statSync(join(foreign, 'file')).size).toBe(0);
});

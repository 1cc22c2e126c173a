import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Build, sh } from '@fck/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CopyFolders } from './copy/copy-folders.test.helper.js';
import { requestFor, sendOnlyProgram } from './send-only.js';

const folders = new CopyFolders();
let build: Build;
let outside: Build;
let program: string;

beforeAll(() => {
  build = folders.seal(folders.source, 'shop_00001_abc', { 'app.py': 'app = 1\n' });
  // Beside the builds, where a request could lead that leaves their folder.
  outside = folders.seal(
    { ...folders.source, build: (name) => join(folders.root, name) },
    'outside_00001_abc',
    {
      secret: 'TOP SECRET\n',
    },
  );
  folders.seal(folders.source, '.incoming-shop_00002_abc', { 'app.py': 'not whole\n' });
  symlinkSync('../outside_00001_abc', folders.source.build('linked_00001_abc'));
  mkdirSync(folders.source.build('shop_00003_abc'));
  program = join(folders.root, 'send_only');
  writeFileSync(program, sendOnlyProgram("the shop's", folders.source));
});
afterAll(() => folders.remove());

/** Runs the program as sshd does for a key: the command that was asked for is a variable. */
function ask(request: string, input = '- - gzip\n0\n') {
  return spawnSync('sh', [program], {
    input,
    env: { PATH: process.env['PATH'], SSH_ORIGINAL_COMMAND: request },
    cwd: folders.root,
    timeout: 60_000,
  });
}

describe('what sshd runs for the key of another host', () => {
  it('sends a build to a host that asks for it', () => {
    const sender = sh`env SSH_ORIGINAL_COMMAND=${requestFor(build).text} sh ${program}`;
    const { status, stderr } = folders.copy(build, undefined, sender);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(folders.standing(folders.target, build)).toBe(folders.standing(folders.source, build));
  });

  it.each([
    ['a command', 'id'],
    ['a shell', ''],
    ['a file transfer', '/usr/lib/openssh/sftp-server'],
    ['another program after the request', 'fck-send-build shop_00001_abc SUM; id'],
    ['an argument more', 'fck-send-build shop_00001_abc SUM id'],
    ['what a shell would run', 'fck-send-build $(touch${IFS}pwned) SUM'],
    ['a pattern of names', 'fck-send-build shop_* SUM'],
    ['a folder beside the builds', 'fck-send-build ../outside_00001_abc SUM'],
    ['a folder by its path', 'fck-send-build /etc SUM'],
    ['a hidden folder', 'fck-send-build .incoming-shop_00002_abc SUM'],
    ['a checksum that is none', 'fck-send-build shop_00001_abc $(id)'],
    ['what an older fck asked for', "sh -c 'cat /etc/passwd'"],
  ])('refuses %s', (_, request) => {
    const { status, stdout, stderr } = ask(request.replace('SUM', build.checksum));
    expect({ status, stdout: stdout.toString() }).toEqual({ status: 126, stdout: '' });
    expect(stderr.toString()).toBe("This key fetches builds of the shop's, and does nothing else.\n");
  });

  it.each(['linked_00001_abc', 'shop_00003_abc', 'shop_00009_abc'])('has no build %s', (name) => {
    const { checksum } = name.startsWith('linked') ? outside : build;
    expect(ask(requestFor({ name, checksum }).text).stdout.toString()).toBe('gone\n');
  });

  it('runs nothing of what is asked, whatever that is', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...' ;|&$(){}`"\'\\<>\n\t*?[]~!#=abc/.-') }), (text) => {
        expect(ask(`fck-send-build shop_00001_abc ${text}`).stdout.toString()).toMatch(/^(gone\n)?$/);
        expect(ask(text).stdout.toString()).toBe('');
      }),
      { numRuns: 60 },
    );
  });

  it('sends no file that the build does not list, whatever names follow', () => {
    const others = [
      '/etc/passwd',
      '../../outside_00001_abc/secret',
      './../shop_00001_abc/app.py',
      '-C/etc\npasswd',
      '--add-file=/etc/passwd',
    ];
    const names = `${['./app.py', ...others].join('\0')}\0`;
    const { stdout } = ask(
      `fck-send-build ${build.name} ${build.checksum}`,
      `- - gzip\n${Buffer.byteLength(names)}\n${names}`,
    );
    expect(membersOf(stdout)).toEqual(['./', './app.py', './build.json']);
  });

  it.each(['..', '../..', '.', '.incoming-shop_00002_abc', 'linked_00001_abc'])(
    'compares with no folder that is no build: %s',
    (base) => {
      const { stdout } = ask(`fck-send-build ${build.name} ${build.checksum}`, `${base} - gzip\n0\n`);
      expect(stdout.toString('latin1')).toMatch(/^list whole gzip /);
    },
  );
});

/** What is in the archive that follows the list. */
function membersOf(answer: Buffer): string[] {
  const end = answer.indexOf('\n') + 1;
  const bytes = Number(answer.subarray(0, end).toString().trim().split(' ')[3]);
  const { stdout } = spawnSync('tar', ['-tzf', '-'], { input: answer.subarray(end + bytes) });
  return stdout.toString().trim().split('\n').sort();
}

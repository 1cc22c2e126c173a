import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from '@fck/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { authorize, authorizedLine, isAuthorized, publicKeyIn } from './authorized-key.js';
import { type KeyFiles, keyFiles } from './key-files.js';

let home: string;
let files: KeyFiles;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'fck-keys-'));
  files = keyFiles(home, 'shop');
});
afterEach(() => rmSync(home, { recursive: true }));

const run = (command: Command) => spawnSync('sh', ['-c', command.text], { encoding: 'utf8' });
const authorized = () => readFileSync(files.authorizedKeys, 'utf8');
/** What sshd lets a key do. */
const options = 'restrict,command="sh ~/.ssh/fck_shop_send_only"';
const lineOf = (body: string, comment: string) => authorizedLine(files, `ssh-ed25519 ${body}`, comment);

describe('authorize', () => {
  it('makes the file, readable by its owner alone', () => {
    expect(run(authorize(files, lineOf('AAAA', 'fck:shop:web-1'), 'fck:shop:web-1')).status).toBe(0);
    expect(authorized()).toBe(`${options} ssh-ed25519 AAAA fck:shop:web-1\n`);
    expect(statSync(files.authorizedKeys).mode & 0o777).toBe(0o600);
    expect(run(isAuthorized(files, lineOf('AAAA', 'fck:shop:web-1'))).status).toBe(0);
    expect(run(isAuthorized(files, lineOf('BBBB', 'fck:shop:web-1'))).status).not.toBe(0);
  });

  it("keeps the user's own keys, also where the last line has no end", () => {
    run(authorize(files, lineOf('AAAA', 'fck:shop:web-1'), 'fck:shop:web-1'));
    writeFileSync(files.authorizedKeys, '# mine\nssh-ed25519 CCCC me@home');
    run(authorize(files, lineOf('AAAA', 'fck:shop:web-1'), 'fck:shop:web-1'));
    expect(authorized()).toBe(
      `# mine\nssh-ed25519 CCCC me@home\n${options} ssh-ed25519 AAAA fck:shop:web-1\n`,
    );
  });

  it('is idempotent, and replaces the key of a host that got a new one', () => {
    for (const body of ['AAAA', 'AAAA', 'BBBB']) {
      run(authorize(files, lineOf(body, 'fck:shop:web-1'), 'fck:shop:web-1'));
    }
    expect(authorized()).toBe(`${options} ssh-ed25519 BBBB fck:shop:web-1\n`);
  });

  it('narrows what an older fck granted, and leaves the keys of others and of other projects as they are', () => {
    const line = lineOf('AAAA', 'fck:shop:web-1');
    const others = [
      'ssh-ed25519 CCCC me@home',
      'restrict ssh-ed25519 DDDD fck:blog:web-1',
      'ssh-rsa EEEE web-1',
    ];
    const own = ['restrict ssh-ed25519 AAAA fck:shop:web-1', 'restrict ssh-ed25519 AAAA fck:shop:old-name'];
    run(authorize(files, line, 'fck:shop:web-1'));
    writeFileSync(files.authorizedKeys, `${[...others, line, ...own].join('\n')}\n`);
    expect(run(isAuthorized(files, line)).status).not.toBe(0);
    run(authorize(files, line, 'fck:shop:web-1'));
    expect(authorized().trim().split('\n')).toEqual([
      ...others,
      `${options} ssh-ed25519 AAAA fck:shop:old-name`,
      line,
    ]);
    expect(run(isAuthorized(files, line)).status).toBe(0);
  });

  it('loses no key when many hosts are let in at once', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `fck:shop:web-${index}`);
    const codes = await Promise.all(
      names.map((name, index) => exitOf(authorize(files, lineOf(`AA${index}`, name), name))),
    );
    expect(new Set(codes)).toEqual(new Set([0]));
    expect(
      authorized()
        .trim()
        .split('\n')
        .map((line) => line.split(' ').at(-1))
        .toSorted(),
    ).toEqual(names.toSorted());
  });

  it('leaves the file as it was if it cannot be replaced', () => {
    run(authorize(files, lineOf('AAAA', 'fck:shop:web-1'), 'fck:shop:web-1'));
    const before = authorized();
    spawnSync('mkdir', [`${files.authorizedKeys}.fck`]);
    chmodSync(`${files.authorizedKeys}.fck`, 0o500);
    expect(run(authorize(files, lineOf('BBBB', 'fck:shop:web-2'), 'fck:shop:web-2')).status).not.toBe(0);
    expect(authorized()).toBe(before);
  });
});

function exitOf(command: Command): Promise<number | null> {
  return new Promise((resolve) => spawn('sh', ['-c', command.text]).on('close', resolve));
}

describe('publicKeyIn', () => {
  it('takes the key without its comment', () => {
    expect(publicKeyIn('ssh-ed25519 AAAA+/== root@web\n')).toBe('ssh-ed25519 AAAA+/==');
    expect(publicKeyIn('ecdsa-sha2-nistp256 AAAA')).toBe('ecdsa-sha2-nistp256 AAAA');
  });

  it('takes nothing from another machine that is more than one key', () => {
    expect(publicKeyIn('command="rm -rf /" ssh-ed25519 AAAA')).toBeUndefined();
    expect(publicKeyIn('')).toBeUndefined();
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        expect(publicKeyIn(`${before}ssh-ed25519 AAAA${after}`) ?? 'ssh-ed25519 A').toMatch(
          /^[a-z0-9@.-]+ [A-Za-z0-9+/]+=*$/,
        );
      }),
    );
  });
});

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readKeyFile, whyNotUsable } from './key-file.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-key-'));
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'plain')]);
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'passphrase', '-f', join(folder, 'locked')]);
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    'rsa',
    '-b',
    '2048',
    '-m',
    'PEM',
    '-N',
    'passphrase',
    '-f',
    join(folder, 'old-locked'),
  ]);
  execFileSync('ssh-keygen', [
    '-q',
    '-t',
    'rsa',
    '-b',
    '2048',
    '-m',
    'PEM',
    '-N',
    '',
    '-f',
    join(folder, 'old'),
  ]);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readKeyFile', () => {
  it.each(['plain', 'old'])('reads the key %s, relative to the config', async (name) => {
    const key = await readKeyFile(folder, name);
    expect(key.kind === 'key' && key.content.reveal()).toBe(readFileSync(join(folder, name), 'utf8'));
  });

  it.each(['locked', 'old-locked'])('refuses %s, which has a passphrase', async (name) => {
    expect(await readKeyFile(folder, name)).toMatchObject({
      kind: 'unusable',
      why: expect.stringContaining('passphrase'),
    });
  });

  it('says which half is needed, and what is missing', async () => {
    expect(await readKeyFile(folder, 'plain.pub')).toMatchObject({
      kind: 'unusable',
      why: expect.stringContaining('public'),
    });
    expect(await readKeyFile(folder, 'nothing')).toMatchObject({
      kind: 'unusable',
      why: 'there is no such file',
      file: join(folder, 'nothing'),
    });
    expect(await readKeyFile(folder, '.')).toMatchObject({ kind: 'unusable', why: 'it is a folder' });
  });

  it('fixes line ends that OpenSSH would refuse', async () => {
    const original = readFileSync(join(folder, 'plain'), 'utf8');
    writeFileSync(join(folder, 'windows'), original.trimEnd().replaceAll('\n', '\r\n'));
    const key = await readKeyFile(folder, 'windows');
    expect(key.kind === 'key' && key.content.reveal()).toBe(original);
  });
});

describe('whyNotUsable', () => {
  it('refuses what is no key at all', () => {
    expect(whyNotUsable('hello')).toContain('no private key');
  });
});

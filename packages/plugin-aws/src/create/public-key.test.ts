import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPublicKey } from './public-key.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-keys-'));
  for (const type of ['ed25519', 'rsa', 'ecdsa']) {
    const args = ['-q', '-t', type, '-N', '', '-C', 'me@laptop', '-f', join(folder, type)];
    execFileSync('ssh-keygen', args);
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string) => readFileSync(join(folder, name), 'utf8');

describe('readPublicKey', () => {
  it.each(['ed25519.pub', 'rsa.pub'])('reads %s, and leaves its comment out', (name) => {
    expect(readPublicKey(file(name))).toEqual({
      kind: 'public',
      line: file(name).split(' ').slice(0, 2).join(' '),
    });
  });

  it.each([
    ['a private key', () => file('ed25519')],
    [
      'a private key in PEM',
      () => '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----',
    ],
    ['a private key behind a public one', () => file('ed25519.pub') + file('ed25519')],
    [
      'a private key called a public one',
      () => `ssh-ed25519 ${file('ed25519').split('\n').slice(1, -2).join('')}`,
    ],
    ['a secret behind a public key', () => `${file('rsa.pub')}password=hunter22\n`],
    ['a key of a type that AWS does not take', () => file('ecdsa.pub')],
    ['nothing', () => '\n'],
    ['a name that every object has', () => 'constructor AAAA'],
    ['another text', () => 'password=hunter22'],
  ])('refuses %s', (_, content) => {
    expect(readPublicKey(content())).toMatchObject({ kind: 'other' });
  });

  it('refuses a key that is cut off or too long', () => {
    const [type = '', key = ''] = file('ed25519.pub').split(' ');
    const bytes = Buffer.from(key, 'base64');
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.uint8Array({ minLength: 1 }), (at, more) => {
        for (const wrong of [bytes.subarray(0, at), Buffer.concat([bytes, more])])
          expect(readPublicKey(`${type} ${wrong.toString('base64')}`)).toMatchObject({ kind: 'other' });
      }),
    );
  });
});

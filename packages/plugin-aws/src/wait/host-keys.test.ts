import { describe, expect, it } from 'vitest';
import { hostKeysIn } from './host-keys.js';

const key = (letter: string) => `ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI${letter.repeat(43)}`;
const block = (...keys: string[]) =>
  `ci-info: booted\n-----BEGIN SSH HOST KEY KEYS-----\n${keys.map((one) => `${one} root@ip-10-0-0-1`).join('\r\n')}\n-----END SSH HOST KEY KEYS-----\n`;

describe('hostKeysIn', () => {
  it('finds the keys that cloud-init printed', () => {
    expect(hostKeysIn(`boot\n${block(key('a'), key('b'))}login:`)).toEqual([key('a'), key('b')]);
  });

  it('takes those of the last boot', () => {
    expect(hostKeysIn(block(key('a')) + block(key('b')))).toEqual([key('b')]);
  });

  it.each(['', 'no keys', '-----BEGIN SSH HOST KEY KEYS-----\nssh-ed25519 AAAA'])(
    'finds none in %j',
    (text) => {
      expect(hostKeysIn(text)).toEqual([]);
    },
  );
});

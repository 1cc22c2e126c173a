import { expect, it } from 'vitest';
import { parseOsRelease } from './requirements.js';

it.each([
  ['ID=debian\nVERSION_CODENAME=bookworm\n', 'debian', 'bookworm'],
  ['ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\nUBUNTU_CODENAME=noble\n', 'ubuntu', 'noble'],
  [
    'ID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n',
    'ubuntu',
    'noble',
  ],
  ['ID=debian\n', 'debian', 'bookworm'],
])('%j', (text, id, suite) => {
  expect(parseOsRelease(text)).toEqual({ id, suite });
});

it('names the system that it refuses', () => {
  expect(() => parseOsRelease('ID=fedora\nPRETTY_NAME="Fedora Linux 42"\n')).toThrow(/Fedora Linux 42/);
});

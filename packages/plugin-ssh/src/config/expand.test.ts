import { createHash } from 'node:crypto';
import { hostname, userInfo } from 'node:os';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { expandFile, expandTokens, tokensOf, tokensOfCommands } from './expand.js';

const tokens = tokensOf({
  home: '/home/ann',
  address: 'web-1.example.com',
  original: 'web-1',
  port: 2222,
  user: 'deploy',
  localUser: 'ann',
  hostKeyAlias: undefined,
  jump: 'bastion',
});

it('knows every token of ssh_config(5) that names files', () => {
  expect(expandFile('IdentityFile', '%d|%h|%n|%p|%r|%u|%l|%L|%i|%k|%j|%%', tokens, {})).toBe(
    `/home/ann|web-1.example.com|web-1|2222|deploy|ann|${hostname()}|${hostname().split('.')[0]}|${userInfo().uid}|web-1|bastion|%`,
  );
  const hash = createHash('sha1').update(`${hostname()}web-1.example.com2222deploybastion`).digest('hex');
  expect(expandFile('IdentityFile', '%C', tokens, {})).toBe(hash);
});

it('takes what comes from a variable as it is', () => {
  expect(expandFile('IdentityFile', '${KEYS}/%r/${NONE}', tokens, { KEYS: '/k/%h', NONE: '' })).toBe(
    '/k/%h/deploy/',
  );
});

it.each([
  ['%z/key', '%z'],
  ['key%', '%'],
  ['${NOT_SET}/key', '${NOT_SET}'],
  ['${A B}', '${A B}'],
  ['${open', '${open'],
])('refuses %s, as OpenSSH does', (text, part) => {
  expect(() => expandFile('IdentityFile', text, tokens, {})).toThrow(
    expect.objectContaining({ keyword: 'IdentityFile', part }),
  );
});

it('refuses in a command what only files take', () => {
  expect(expandTokens('ProxyCommand', 'nc %h %p', tokensOfCommands(tokens))).toBe(
    'nc web-1.example.com 2222',
  );
  expect(() => expandTokens('ProxyCommand', 'nc %C', tokensOfCommands(tokens))).toThrow('takes no `%C`');
});

it('leaves any text without tokens as it is', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      fc.pre(!/[%$]/.test(text));
      expect(expandFile('IdentityFile', text, tokens, {})).toBe(text);
    }),
  );
});

import { expect, it } from 'vitest';
import { chooseResolver, parseResolvConf, renderResolvConf } from './resolver.js';

it('keeps search and options as written', () => {
  const text = 'nameserver 10.0.0.2\nsearch corp.example lab.example\noptions timeout:1 rotate\n';
  expect(renderResolvConf(parseResolvConf(`# by hand\n; too\n${text}`))).toBe(text);
});

it('looks behind a stub of the machine', () => {
  const stub = 'nameserver 127.0.0.53\noptions edns0\nsearch corp.example\n';
  expect(renderResolvConf(chooseResolver([stub, '', 'nameserver 10.0.0.2\nnameserver 127.0.0.1\n']))).toBe(
    'nameserver 10.0.0.2\noptions edns0\nsearch corp.example\n',
  );
});

it('names no server rather than a wrong one', () => {
  expect(chooseResolver(['nameserver 127.0.0.1\n']).nameservers).toEqual([]);
  expect(chooseResolver([]).nameservers).toEqual([]);
});

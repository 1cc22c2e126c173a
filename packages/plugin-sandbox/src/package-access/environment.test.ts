import { expect, it } from 'vitest';
import {
  aptProxies,
  packageVariables,
  parseEnvironmentFile,
  renderSudoers,
  seenFromHost,
  withoutProxy,
} from './environment.js';
import { foreignHosts } from './package-access.js';

it('keeps what decides how packages are reached, and no secret of another kind', () => {
  const kept = packageVariables({
    https_proxy: 'http://p:1',
    SSL_CERT_FILE: '/c.pem',
    AWS_SECRET_ACCESS_KEY: 'x',
    PATH: '/',
    no_proxy: '',
  });
  expect([...kept.keys()]).toEqual(['https_proxy', 'SSL_CERT_FILE']);
});

it('leaves out what /etc/environment cannot say', () => {
  expect(packageVariables({ http_proxy: 'http://p/#x', HTTP_PROXY: 'a\nb' }).size).toBe(0);
});

it('reads /etc/environment', () => {
  expect(parseEnvironmentFile('# c\nexport http_proxy="http://p:1"\nA=b c\nbroken\n')).toEqual({
    http_proxy: 'http://p:1',
    A: 'b c',
  });
});

it.each([
  ['http://127.0.0.1:3128/', 'http://10.213.0.1:3128/'],
  ['http://me:secret@localhost/simple', 'http://me:secret@10.213.0.1/simple'],
  ['Acquire::http::Proxy "http://localhost";', 'Acquire::http::Proxy "http://10.213.0.1";'],
  ['http://localhost.example/ 127.0.0.1', 'http://localhost.example/ 127.0.0.1'],
])('seenFromHost(%s)', (text, expected) => {
  expect(seenFromHost(text, '10.213.0.1')).toBe(expected);
});

it('asks the hosts themselves without a proxy, where there is one', () => {
  const plain = new Map([['SSL_CERT_FILE', '/c']]);
  expect(withoutProxy(plain, '10.213.0.0/24')).toBe(plain);
  const changed = withoutProxy(
    new Map([
      ['http_proxy', 'x'],
      ['NO_PROXY', 'corp'],
    ]),
    '10.213.0.0/24',
  );
  expect(changed.get('no_proxy')).toBe('corp,10.213.0.0/24');
});

it('names a proxy for apt only where apt has none', () => {
  const variables = new Map([['http_proxy', 'http://p:1']]);
  expect(aptProxies(variables, [])).toEqual(['Acquire::http::Proxy "http://p:1";']);
  expect(aptProxies(variables, ['Acquire::http::Proxy "DIRECT";'])).toEqual([]);
});

it('writes sudoers lines', () => {
  expect(renderSudoers(new Map([['http_proxy', 'x']]))).toBe('Defaults env_keep += "http_proxy"\n');
});

it('carries over the names of other hosts only', () => {
  const text =
    '127.0.0.1 localhost\n::1 ip6-localhost\n127.0.1.1 me\nff02::1 ip6-allnodes\n10.0.0.7 index.corp # why\n';
  expect(foreignHosts(text)).toBe('10.0.0.7 index.corp\n');
});

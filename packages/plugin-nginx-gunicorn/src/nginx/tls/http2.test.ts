import { expect, it } from 'vitest';
import { http2By } from './http2.js';

it.each([
  ['1.14.1', 'listen'],
  ['1.25.0', 'listen'],
  ['1.25.1', 'directive'],
  ['1.28.0', 'directive'],
  ['2.0.0', 'directive'],
])('HTTP/2 in nginx %s is configured by the %s', (version, how) => {
  const about = `nginx version: nginx/${version} (Ubuntu)\nconfigure arguments: --with-http_v2_module`;
  expect(http2By(about)).toBe(how);
});

it('nginx without the module does not speak it', () => {
  expect(http2By('nginx version: nginx/1.28.0\nconfigure arguments: --with-http_ssl_module')).toBe('none');
});

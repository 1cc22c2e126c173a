import { expect, it } from 'vitest';
import { parseDirectives } from './directives.js';
import {
  httpText,
  includeIfThere,
  maintenanceIn,
  passIn,
  passLine,
  serverText,
} from './maintenance-files.js';

const maintenance = {
  since: '2026-01-01T00:00:00Z',
  message: 'Back at <b>9</b>; it costs $5,\n"really"',
  allow: ['203.0.113.0/24', '2001:db8::1'],
  allowPaths: ['/health', '/a b'],
  retryAfter: 600,
};
const wanted = {
  siteName: 'shop.web',
  maintenance,
  pass: 'abc123',
  verificationPath: '/.well-known/fck/shop.web',
};

it('is recorded in the file that nginx reads', () => {
  expect(maintenanceIn(httpText(wanted))).toEqual(maintenance);
  expect(maintenanceIn('# by hand\n')).toBeUndefined();
});

it('lets through addresses, the pass, the verification and challenges of certificates', () => {
  const [allowed, passes, open] = parseDirectives(httpText(wanted)).map(({ block = [] }) =>
    block.map(({ words }) => words.join(' ')),
  );
  expect(allowed).toEqual(['default 0', '203.0.113.0/24 1', '2001:db8::1 1']);
  expect(passes).toEqual(['default 0', 'abc123 1']);
  expect(open).toEqual([
    'default 0',
    '~^/\\.well-known/acme-challenge/ 1',
    '/.well-known/fck/shop.web 1',
    '/health 1',
    '/a b 1',
  ]);
  expect(passIn(passLine('abc123'))).toBe('abc123');
});

it('shows the message as text, whatever it contains', () => {
  const [, location] = parseDirectives(serverText(wanted));
  const page = location?.block?.find(({ words }) => words[0] === 'return')?.words ?? [];
  expect(page[1]).toBe('503');
  expect(page[2]).toContain('Back at &#60;b&#62;9&#60;/b&#62;; it costs &#36;5,<br>&#34;really&#34;');
  expect(location?.block?.map(({ words }) => words.join(' '))).toContain('add_header Retry-After 600 always');
});

it('is included by a pattern that may match nothing', () => {
  expect(includeIfThere('/etc/nginx/fck/shop.web/a.conf')).toBe('include /etc/nginx/fck/shop.web/a.con[f];');
});

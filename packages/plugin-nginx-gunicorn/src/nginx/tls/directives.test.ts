import { describe, expect, it } from 'vitest';
import { type Directive, parseDirectives } from '../directives.js';
import { nginxSection } from '../section.js';
import { siteFile } from '../site-file.js';

/** The `server` blocks of a site with TLS: the last one is that of the site itself. */
function serversOf(section: object, http2: 'directive' | 'listen' | 'none' = 'listen'): Directive[] {
  const text = siteFile({
    name: 'shop.web',
    endpoint: { kind: 'unix', path: '/run/shop.socket' },
    section: nginxSection.parse({
      server_names: ['example.com', 'www.example.com'],
      ...section,
      tls: { certificate: 'site.pem', key: 'site.key', ...('tls' in section ? Object(section.tls) : {}) },
    }),
    statics: [],
    tls: { certificate: '/etc/nginx/fck-tls/a.pem', key: '/etc/nginx/fck-tls/a.key', http2 },
    verificationPath: '/.well-known/fck/shop.web',
    verificationAnswer: 'shop.web.1',
  });
  return parseDirectives(text).filter(({ words: [name] }) => name === 'server');
}
const linesOf = ({ block = [] }: Directive | undefined = { words: [], block: [], line: 0 }) =>
  block.map(({ words }) => words.join(' '));
const siteOf = (...args: Parameters<typeof serversOf>) => linesOf(serversOf(...args).at(-1));

describe('a site with TLS', () => {
  it('listens on port 443, with its certificate, by TLS 1.2 or newer', () => {
    expect(siteOf({}).slice(0, 8)).toEqual([
      'listen 443 ssl http2',
      'server_name example.com www.example.com',
      'ssl_certificate /etc/nginx/fck-tls/a.pem',
      'ssl_certificate_key /etc/nginx/fck-tls/a.key',
      'ssl_protocols TLSv1.2 TLSv1.3',
      'ssl_session_cache shared:fck_tls:5m',
      'ssl_session_timeout 1d',
      'ssl_session_tickets off',
    ]);
  });

  it('speaks HTTP/2 as the version of nginx has it', () => {
    expect(siteOf({}, 'directive')).toEqual(expect.arrayContaining(['listen 443 ssl', 'http2 on']));
    expect(siteOf({}, 'none').join()).not.toContain('http2');
  });

  it('redirects port 80 of its addresses to its port', () => {
    expect(linesOf(serversOf({}).at(-2))).toEqual([
      'listen 80',
      'server_name example.com www.example.com',
      'return 301 https://$host$request_uri',
    ]);
    expect(linesOf(serversOf({ listen: ['10.0.0.5:8443', '10.0.0.5:9443', '[::1]:8443'] }).at(-2))).toEqual([
      'listen 10.0.0.5:80',
      'listen [::1]:80',
      'server_name example.com www.example.com',
      'return 301 https://$host:8443$request_uri',
    ]);
    expect(serversOf({ tls: { redirect: false } }).flatMap(linesOf)).not.toContain('listen 80');
  });

  it('refuses unknown names and redirects names on both ports, with the certificate', () => {
    for (const server of serversOf({ redirects: { 'old.example.com': 'example.com' } }).slice(0, 2))
      expect(linesOf(server)).toEqual(
        expect.arrayContaining([
          'listen 443 ssl http2',
          'listen 80',
          'ssl_certificate /etc/nginx/fck-tls/a.pem',
        ]),
      );
  });

  it('tells browsers to stay with https only if it is asked to', () => {
    const header = (hsts: unknown) =>
      siteOf({ tls: { hsts } }).find((line) => /add_header Strict/.test(line));
    expect(header(false)).toBeUndefined();
    expect(header(true)).toBe('add_header Strict-Transport-Security max-age=31536000 always');
    expect(header({ max_age: 60, include_subdomains: true, preload: true })).toBe(
      'add_header Strict-Transport-Security max-age=60; includeSubDomains; preload always',
    );
  });
});

it.each([
  ['no names', { server_names: [] }, 'tls'],
  ['port 80', { listen: [443, 80] }, 'listen'],
  ['two headers', { headers: { 'strict-transport-security': 'max-age=1' } }, 'tls.hsts'],
  [
    'a key in the configuration',
    { tls: { certificate: 'a', key: '-----BEGIN PRIVATE KEY-----' } },
    'tls.key',
  ],
])('`tls` is refused with %s', (_, more, path) => {
  const tls = { certificate: 'site.pem', key: 'site.key', hsts: true };
  const { error } = nginxSection.safeParse({ server_names: 'example.com', tls, ...more });
  expect(error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});

import { secret, withoutSecrets, withSecrets } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { nginxSection } from './section.js';

const problemsOf = (section: unknown) =>
  nginxSection.safeParse(section).error?.issues.map(({ path }) => path.join('.')) ?? [];

describe('activate: nginx:', () => {
  it('takes lines from the environment, which are written and not shown', () => {
    const { extra } = nginxSection.parse({ extra: ['gzip on;', secret('proxy_set_header X-Key "a;b";')] });
    expect(extra.map(withSecrets)).toEqual(['gzip on;', 'proxy_set_header X-Key "a;b";']);
    expect(extra.map(withoutSecrets)).toEqual(['gzip on;', '***']);
  });

  it("takes the ancestor's section as it is", () => {
    expect(nginxSection.parse({ listen: 80, static: [{ url: '/static/', local: 'app/static/' }] })).toEqual({
      listen: [{ address: undefined, port: 80 }],
      server_names: [],
      static: [{ url: '/static/', local: 'app/static/', precompressed: false }],
      headers: {},
      redirects: [],
      routes: {},
      gzip: false,
      extra: [],
      http_extra: [],
    });
  });

  it.each([
    [80, { address: undefined, port: 80 }],
    ['8080', { address: undefined, port: 8080 }],
    ['*:8080', { address: undefined, port: 8080 }],
    ['10.0.0.5:81', { address: '10.0.0.5', port: 81 }],
    ['[::1]:81', { address: '[::1]', port: 81 }],
    ['0.0.0.0:80', { address: '0.0.0.0', port: 80 }],
  ])('reads listen %j', (listen, expected) => {
    expect(nginxSection.parse({ listen }).listen).toEqual([expected]);
  });

  it('takes a list of listeners', () => {
    expect(nginxSection.parse({ listen: [80, '[::1]:8080'] }).listen).toEqual([
      { address: undefined, port: 80 },
      { address: '[::1]', port: 8080 },
    ]);
    expect(problemsOf({ listen: [] })).toEqual(['listen']);
  });

  it.each([0, 65536, '80 default_server', 'unix:/x', '80;', ''])('refuses listen %j', (listen) => {
    expect(problemsOf({ listen })).toEqual(['listen']);
  });

  it.each([
    ['None', []],
    [null, []],
    ['a.org *.b.org', ['a.org', '*.b.org']],
    [
      ['A.org', 'b.org', 'a.org'],
      ['a.org', 'b.org'],
    ],
    [
      ['a.org', '.b.org', 'www.c.*'],
      ['a.org', '.b.org', 'www.c.*'],
    ],
  ])('reads server_names %j', (written, expected) => {
    expect(nginxSection.parse({ server_names: written }).server_names).toEqual(expected);
  });

  it.each(['a;b', '~^x', '$host', 'a{', '"'])('refuses the server name %j', (name) => {
    expect(problemsOf({ server_names: [name] })).toEqual(['server_names.0']);
  });

  it.each(['static/', '/a\nb', '/$x'])('refuses the url %j', (url) => {
    expect(problemsOf({ static: [{ url, local: 'x' }] })).toEqual(['static.0.url']);
  });

  it.each([
    [3600, 'public, max-age=3600'],
    ['30d', 'public, max-age=2592000'],
    ['1y immutable', 'public, max-age=31536000, immutable'],
    [false, 'no-cache'],
  ])('reads the cache %j of static files', (cache, expected) => {
    const { static: files } = nginxSection.parse({ static: [{ url: '/static/', local: 'x', cache }] });
    expect(files[0]?.cache).toBe(expected);
  });

  it.each(['1 month', 'immutable', -1, true, '1y; x'])('refuses the cache %j', (cache) => {
    expect(problemsOf({ static: [{ url: '/static/', local: 'x', cache }] })).toContain('static.0.cache');
  });

  it('reads redirects of paths and of host names', () => {
    const redirects = {
      '/old': '/new',
      '/docs': { to: 'https://docs.example.com/?from=shop', status: 302 },
      'www.example.com': 'https://example.com',
    };
    expect(nginxSection.parse({ redirects }).redirects).toEqual([
      { from: '/old', to: '/new', status: 301 },
      { from: '/docs', to: 'https://docs.example.com/?from=shop', status: 302 },
      { from: 'www.example.com', to: 'https://example.com', status: 301 },
    ]);
  });

  it.each([
    ['/old', 'new'],
    ['/old', '/$x'],
    ['/old', '/a b'],
    ['/old', '/old'],
    ['/old', 'javascript:alert(1)'],
    ['/old?x', '/new'],
    ['a b', 'example.com'],
    ['www.example.com', '/new'],
    ['www.example.com', 'https://example.com/new'],
    ['www.example.com', 'WWW.example.com'],
  ])('refuses the redirect from %j to %j, and says which', (from, to) => {
    expect(problemsOf({ redirects: { [from]: to } })).toEqual([`redirects.${from}`]);
  });

  it('refuses to redirect a name that the site answers to', () => {
    const section = { server_names: ['Www.example.com'], redirects: { 'www.example.com': 'example.com' } };
    expect(problemsOf(section)).toEqual(['redirects.www.example.com']);
  });

  it.each([
    ['X A', 'b'],
    ['X-A', 'a\nb'],
    ['X-A', '$host'],
    ['X-A', ''],
    ['Content-Length', '5'],
    ['connection', 'close'],
  ])('refuses the header %j: %j', (name, value) => {
    expect(problemsOf({ headers: { [name]: value } })).toEqual([`headers.${name}`]);
  });

  it('reads timeouts', () => {
    expect(nginxSection.parse({ timeouts: { read: 90, send: '5m' } }).timeouts).toEqual({
      read: '90s',
      send: '5m',
    });
    expect(problemsOf({ timeouts: { read: 0, connect: '1 day' } })).toEqual([
      'timeouts.read',
      'timeouts.connect',
    ]);
  });

  it('takes the body size by either name, and not by both', () => {
    expect(nginxSection.parse({ body_size: '20m' }).body_size).toBe('20m');
    expect(problemsOf({ body_size: '20m', client_max_body_size: '10m' })).toEqual(['client_max_body_size']);
  });
});

describe('routes', () => {
  const problemsOf = (section: object) => JSON.stringify(nginxSection.safeParse(section).error?.issues);

  it.each([
    ['of the service itself', { routes: { '/': 'api' } }, 'must be a path, such as /api/'],
    ['that are no paths', { routes: { 'api.example.com': 'api' } }, 'must be a path, such as /api/'],
    [
      'of static files',
      { static: [{ url: '/static/', local: 'static' }], routes: { '/static/': 'api' } },
      'the site cannot do both',
    ],
  ])('%s are refused', (_, section, problem) => {
    expect(problemsOf(section)).toContain(problem);
  });
});

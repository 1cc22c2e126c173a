import { describe, expect, it } from 'vitest';
import { type Directive, parseDirectives } from './directives.js';
import { nginxSection } from './section.js';
import { type NginxSite, siteFile } from './site-file.js';

const file = (section: object, changes: Partial<NginxSite> = {}) =>
  siteFile({
    name: 'notes-web',
    endpoint: { kind: 'tcp', address: '127.0.0.1', port: 8001 },
    section: nginxSection.parse(section),
    statics: [],
    verificationPath: '/.well-known/fck/notes-web',
    verificationAnswer: 'notes-web-gunicorn-1-1',
    ...changes,
  });
const serversIn = (text: string) => parseDirectives(text).filter(({ words: [name] }) => name === 'server');
const serverOf = (text: string): readonly Directive[] => serversIn(text).at(-1)?.block ?? [];
const linesOf = (block: readonly Directive[] = []) => block.map(({ words }) => words.join(' '));
const wordsOf = (text: string, name: string) =>
  serverOf(text)
    .filter(({ words }) => words[0] === name)
    .map(({ words }) => words.slice(1));
const location = (text: string, ...matching: string[]) =>
  serverOf(text)
    .find(({ words }) => words.slice(1).join(' ') === matching.join(' '))
    ?.block?.map(({ words }) => words.join(' '));

describe('the file of a site', () => {
  it('answers whatever no other site does, if it has no names', () => {
    expect(wordsOf(file({}), 'listen')).toEqual([['80', 'default_server']]);
    expect(wordsOf(file({}), 'server_name')).toEqual([
      [expect.stringMatching(/^[0-9a-f]{8}\.fck\.invalid$/)],
    ]);
  });

  it('listens at all that the section says, and lets the host itself in by each', () => {
    const text = file({ listen: [80, '[::]:80', '[fd00::5]:81'] });
    expect(wordsOf(text, 'listen')).toEqual([
      ['80', 'default_server'],
      ['[::]:80', 'default_server'],
      ['[fd00::5]:81', 'default_server'],
    ]);
    expect(location(text, '=', '/.well-known/fck/notes-web')).toContain('allow fd00::5');
  });

  it('leaves the default to others, if it has names', () => {
    const text = file({ listen: '10.0.0.5:81', server_names: ['a.org', '*.b.org'] });
    expect(wordsOf(text, 'listen')).toEqual([['10.0.0.5:81']]);
    expect(wordsOf(text, 'server_name')).toEqual([['a.org', '*.b.org']]);
  });

  it('passes requests below a route to its service, and no request twice', () => {
    const tcp = (port: number) => ({ kind: 'tcp', address: '127.0.0.1', port }) as const;
    const text = file(
      {},
      {
        routes: [
          { path: '/api/', service: 'api', endpoints: [tcp(9001), tcp(9002)] },
          { path: '/live', service: 'live', endpoints: [{ kind: 'unix', path: '/run/live' }] },
        ],
      },
    );
    expect(location(text, '^~', '/api/')).toEqual(
      expect.arrayContaining(['proxy_pass http://fck-route_api.notes-web', 'proxy_next_upstream off']),
    );
    expect(location(text, '=', '/live')).toContain('proxy_pass http://fck-route_live.notes-web');
    expect(location(text, '/')).toContain('proxy_pass http://fck_notes-web');
    expect(text).toContain('{\n    server 127.0.0.1:9001;\n    server 127.0.0.1:9002;\n}');
    expect(text).toContain('{\n    server unix:/run/live;\n}');
  });

  it('passes requests to the instance, by port or by socket', () => {
    expect(location(file({}), '/')).toContain('proxy_pass http://fck_notes-web');
    expect(file({})).toContain('upstream fck_notes-web {\n    server 127.0.0.1:8001;\n}');
    expect(file({}, { endpoint: { kind: 'unix', path: '/run/a b.sock' } })).toContain(
      'server "unix:/run/a b.sock";',
    );
    expect(location(file({}, { endpoint: undefined }), '/')).toBeUndefined();
  });

  it('shows the verification to the host alone: `return` in the guarded location itself would not wait for the guard', () => {
    const text = file({ listen: '10.0.0.5:80' });
    const guarded = location(text, '=', '/.well-known/fck/notes-web') ?? [];
    expect(guarded.slice(0, 4)).toEqual(['allow 127.0.0.1', 'allow ::1', 'allow 10.0.0.5', 'deny all']);
    expect(guarded.some((line) => line.startsWith('return'))).toBe(false);
    expect(location(text, '@fck_verification')).toContain('return 200 notes-web-gunicorn-1-1');
  });

  it('serves folders with a slash at both ends, and single files by their whole path', () => {
    const statics = [
      { url: '/static/', path: '/b/app static/', isFolder: true },
      { url: '/favicon.ico', path: '/b/favicon.ico', isFolder: false },
    ];
    const text = file({}, { statics });
    expect(location(text, '^~', '/static/')).toEqual(['alias /b/app static/']);
    expect(location(text, '=', '/favicon.ico')).toEqual(['alias /b/favicon.ico']);
  });

  it('puts extra lines in as they are', () => {
    expect(wordsOf(file({ extra: ['add_header X-A "b c";', 'gzip off;'] }), 'gzip')).toEqual([['off']]);
    expect(wordsOf(file({ extra: 'gzip off;\nserver_tokens off;' }), 'server_tokens')).toEqual([['off']]);
  });

  it('refuses names that no site has, before its own names', () => {
    const [first] = serversIn(file({ listen: [80, '10.0.0.5:81'], server_names: 'a.org' }));
    expect(linesOf(first?.block)).toEqual([
      'listen 80',
      'listen 10.0.0.5:81',
      expect.stringMatching(/^server_name [0-9a-f]{8}\.fck\.invalid$/),
      'return 404',
    ]);
    expect(serversIn(file({}))).toHaveLength(1);
  });

  it('redirects paths with their query, and host names with the whole request', () => {
    const redirects = {
      '/old': '/new path'.replace(' ', '%20'),
      '/docs': { to: 'https://docs.org/?a=b', status: 302 },
      'www.a.org': 'a.org',
      'b.org': 'https://a.org',
    };
    const text = file({ server_names: 'a.org', redirects });
    expect(location(text, '=', '/old')).toEqual([
      'absolute_redirect off',
      'return 301 /new%20path$is_args$args',
    ]);
    expect(location(text, '=', '/docs')).toContain('return 302 https://docs.org/?a=b');
    const [, www, b] = serversIn(text);
    expect(linesOf(www?.block)).toEqual([
      'listen 80',
      'server_name www.a.org',
      'return 301 $scheme://a.org$request_uri',
    ]);
    expect(linesOf(b?.block)).toContain('return 301 https://a.org$request_uri');
  });

  it('adds headers once, so that no location loses one; those of the service do not stay beside them', () => {
    const statics = [{ url: '/static/', path: '/b/s/', isFolder: true, cache: 'public, max-age=60' }];
    const headers = { 'X-Frame-Options': 'DENY', 'Cache-Control': 'no-store', 'Set-Cookie': 'a="b;c"' };
    const text = file({ headers }, { statics });
    expect(wordsOf(text, 'add_header')).toEqual([
      ['X-Frame-Options', 'DENY', 'always'],
      ['Set-Cookie', 'a="b;c"', 'always'],
      ['Cache-Control', '$fck_cache_control'],
    ]);
    expect(wordsOf(text, 'set')).toEqual([['$fck_cache_control', 'no-store']]);
    expect(wordsOf(text, 'proxy_hide_header')).toEqual([['X-Frame-Options'], ['Cache-Control']]);
    expect(location(text, '^~', '/static/')).toEqual([
      'alias /b/s/',
      'set $fck_cache_control public, max-age=60',
    ]);
    expect(text).not.toMatch(/^ {8}add_header/m);
  });

  it('has body size, timeouts and compression only where they are asked for', () => {
    const text = file({ body_size: '20m', timeouts: { read: 90 }, gzip: true });
    expect(linesOf(serverOf(text))).toEqual(
      expect.arrayContaining(['client_max_body_size 20m', 'proxy_read_timeout 90s', 'gzip on']),
    );
    expect(file({ client_max_body_size: '10m' })).toContain('client_max_body_size 10m;');
    expect(file({})).not.toMatch(/client_max_body_size|timeout|gzip|add_header/);
  });

  it('looks for compressed files where the host can', () => {
    const statics = [{ url: '/static/', path: '/b/s/', isFolder: true, precompressed: true }];
    expect(location(file({}, { statics }), '^~', '/static/')).toEqual(['alias /b/s/', 'gzip_static on']);
  });

  it('passes on the wish for a websocket, and no other', () => {
    const text = file({});
    const [upgrade, connection] = parseDirectives(text).filter(({ words: [name] }) => name === 'map');
    expect(location(text, '/')).toContain(`proxy_set_header Upgrade ${upgrade?.words.at(-1)}`);
    expect(location(text, '/')).toContain(`proxy_set_header Connection ${connection?.words.at(-1)}`);
    expect(linesOf(connection?.block)).toEqual(['default ', '~*^websocket$ upgrade']);
    expect(file({}, { endpoint: undefined })).not.toContain('map ');
  });

  it('puts lines for the http block before its own', () => {
    const text = file({ http_extra: 'limit_req_zone $binary_remote_addr zone=a:1m rate=1r/s;' });
    expect(parseDirectives(text).map(({ words: [name] }) => name)).toEqual([
      'upstream',
      'map',
      'map',
      'include',
      'limit_req_zone',
      'server',
    ]);
  });
});

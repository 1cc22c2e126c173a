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
const serverOf = (text: string): readonly Directive[] =>
  parseDirectives(text).find(({ words: [name] }) => name === 'server')?.block ?? [];
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
});

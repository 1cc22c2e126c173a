import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRepoUrl } from './repo-url.js';

describe('parseRepoUrl', () => {
  it.each([
    ['git@github.com:team/app.git', 'github.com', 22],
    ['github.com:team/app.git', 'github.com', 22],
    ['git@[::1]:app.git', '::1', 22],
    ['git@[git.example.com:2222]:app.git', 'git.example.com', 2222],
    ['ssh://git@git.example.com:2222/team/app.git', 'git.example.com', 2222],
    ['ssh://git.example.com/~me/app', 'git.example.com', 22],
    ['ssh://git@[2001:db8::1]:2222/app', '2001:db8::1', 2222],
    ['git+ssh://git@git.example.com/app', 'git.example.com', 22],
  ])('reads %s as ssh', (text, host, port) => {
    expect(parseRepoUrl(text)).toEqual({ kind: 'ssh', text, host, port });
  });

  it('reads https urls, with a user name but no password', () => {
    expect(parseRepoUrl('https://github.com/team/app.git')).toMatchObject({
      kind: 'web',
      host: 'github.com',
    });
    expect(parseRepoUrl('https://me@bitbucket.org/team/app.git')).toMatchObject({
      kind: 'web',
      host: 'bitbucket.org',
    });
    expect(parseRepoUrl('https://me:secret@bitbucket.org/team/app.git')).toMatchObject({ kind: 'refused' });
  });

  it('reads files', () => {
    expect(parseRepoUrl('/srv/git/app.git')).toEqual({ kind: 'file', text: '/srv/git/app.git' });
    expect(parseRepoUrl('file:///srv/git/app.git')).toMatchObject({ kind: 'file' });
  });

  it.each([
    '',
    '-oProxyCommand=id',
    '--upload-pack=id',
    'ext::sh -c id',
    'ext::sh',
    'fd::17',
    'ssh://-oProxyCommand=id/x',
    'ssh://git@-oProxyCommand=id/x',
    'ssh://-l@host/x',
    '-l@host:x',
    'git@-oProxyCommand=id:x',
    'git@host:-x',
    'git@host:a b',
    'git@host:a\nb',
    'ssh://host:0/x',
    'ssh://host:99999/x',
    'ssh://host',
    'ssh://host/',
    './app',
    '../app',
    'app',
    'file://host/app',
    'ftp://host/app',
    'javascript://host/app',
  ])('refuses %j', (text) => {
    expect(parseRepoUrl(text)).toMatchObject({ kind: 'refused' });
  });

  it('never lets an option, a space or a helper through', () => {
    const pieces = fc.constantFrom(
      'git@',
      'host',
      ':',
      '/',
      '-',
      '-o',
      '::',
      '://',
      'ssh',
      ' ',
      '\n',
      '\0',
      '[',
      ']',
      '@',
      '.',
      '22',
    );
    fc.assert(
      fc.property(
        fc.array(pieces, { maxLength: 8 }).map((all) => all.join('')),
        (text) => {
          const url = parseRepoUrl(text);
          if (url.kind === 'refused') return;
          expect(text).not.toMatch(/^-|\s|\0|^[A-Za-z0-9+.-]+::/);
          if (url.kind !== 'file') expect(url.host).toMatch(/^[A-Za-z0-9_:]/);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it.each([
    'https://me:hunter22@example.com/app',
    'https://me:hunt/er22@example.com/app',
    'https://me:hunt er22@example.com/app',
    'https://me:hunt@er22@example.com/app',
    'https://ghp_hunter22hunter22@github.com/team/app',
    'https://hunter22hunter22hunter22@dev.azure.com/team/app',
    'https://example.com/app?private_token=hunter22',
    'ssh://me:hunter22@example.com/app',
    'me:hunter22@example.com:app',
    'ftp://me:hunter22@example.com/app',
    'http://:hunter22@example.com/app',
    'https://me:%68unter22;#"\'\\$@/x',
  ])('refuses the password in %s, and tells nothing of it', (text) => {
    const parsed = parseRepoUrl(text);
    expect(parsed).toMatchObject({ kind: 'refused', why: expect.stringContaining('password') });
    expect(JSON.stringify(parsed)).not.toMatch(/hunt|er22/);
  });
});

import { describe, expect, it } from 'vitest';
import { gitSchema, keysSchema, reposSchema } from './schemas.js';

const why = (result: { error?: { issues: { message: string; path: PropertyKey[] }[] } | undefined }) =>
  result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');

describe('reposSchema', () => {
  it('takes a plain url, a mapping, and a repository of this machine', () => {
    const repos = reposSchema.parse({
      a: 'git@h:a.git',
      b: { url: 'https://h/b', branch: 'main', dir: 'bee' },
      c: { path: './c', commit: 'abcdef1' },
    });
    expect(repos).toEqual({
      a: { url: 'git@h:a.git' },
      b: { url: 'https://h/b', branch: 'main', dir: 'bee' },
      c: { path: './c', commit: 'abcdef1' },
    });
  });

  it.each([
    [{ a: '--upload-pack=x' }, /a\.url: is no git url: it begins with a dash/],
    [{ a: {} }, /a: needs either `url` or `path`/],
    [{ a: { url: 'h:a', path: '.' } }, /a: needs either/],
    [{ a: { url: 'h:a', branch: 'x', tag: 'y' } }, /only one of/],
    [{ a: { url: 'h:a', branch: '-x' } }, /a\.branch: cannot be the name/],
    [{ a: { url: 'h:a', commit: 'main' } }, /a\.commit: must be a commit id/],
    [{ a: { url: 'h:a', dir: '../x' } }, /a\.dir: must be letters/],
    [{ '../a': 'h:a' }, /\.\.\/a: /],
    [{ a: { url: 'h:a', brunch: 'x' } }, /Unrecognized key/],
  ])('refuses %j and says where', (value, message) => {
    expect(why(reposSchema.safeParse(value))).toMatch(message);
  });
});

describe('keysSchema', () => {
  it("reads the ancestor's key", () => {
    const keys = keysSchema.parse({ git: { local_file: '/Users/<USER>/.ssh/id_rsa', private: true } });
    expect(keys).toEqual({ git: { local_file: '/Users/<USER>/.ssh/id_rsa', private: true } });
  });

  it('takes one host key or several', () => {
    expect(keysSchema.parse({ a: { host: 'h', host_key: 'ssh-ed25519 AAAA' } }).a?.host_key).toEqual([
      'ssh-ed25519 AAAA',
    ]);
  });

  it.each([
    [{ a: {} }, /needs `local_file`/],
    [{ a: { host: 'h', hosts: ['i'], local_file: 'k' } }, /not both/],
    [{ a: { host_key: 'ssh-ed25519 AAAA' } }, /has a `host_key` but no `host`/],
    [{ a: { host: 'h', host_key: 'AAAA' } }, /must be a public host key/],
    [{ a: { host: 'h', host_key: 'ssh-ed25519 AAAA\nevil ssh-rsa BBBB' } }, /must be a public host key/],
    [{ a: { host: '-oX', local_file: 'k' } }, /must be a host name/],
  ])('refuses %j', (value, message) => {
    expect(why(keysSchema.safeParse(value))).toMatch(message);
  });
});

describe('gitSchema', () => {
  it('takes one name, several, or __all__', () => {
    expect(gitSchema.parse({ install_key_file: true, clone: '__all__' })).toEqual({
      install_key_file: true,
      clone: ['__all__'],
    });
    expect(gitSchema.parse({ clone: ['a', 'b'] })).toEqual({ install_key_file: false, clone: ['a', 'b'] });
  });
});

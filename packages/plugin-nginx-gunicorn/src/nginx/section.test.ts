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
      static: [{ url: '/static/', local: 'app/static/' }],
      extra: [],
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
});

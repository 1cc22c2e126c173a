import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDirectives } from './directives.js';
import { nginxValue } from './value.js';

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom(...'a ;{}#"\'\\/~*@', '\\"', 'server {', 'é') }),
);

describe('a value in the configuration of nginx', () => {
  it('is one word, read as it was written, whatever is beside it', () => {
    fc.assert(
      fc.property(
        hostile.filter((text) => !/[\p{Cc}$]/u.test(text)),
        (text) => {
          const read = parseDirectives(`location /a { alias ${nginxValue(text, 'it')}; }\nuser x;`);
          expect(read).toMatchObject([
            { words: ['location', '/a'], block: [{ words: ['alias', text], block: undefined }] },
            { words: ['user', 'x'], block: undefined },
          ]);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each(['a$host', 'a\nserver {', 'a\0', 'a\u0085'])('is refused as %j, naming what it is', (text) => {
    expect(() => nginxValue(text, 'the folder')).toThrow('nginx cannot hold the folder');
  });

  it('stays readable where nothing needs to be escaped', () => {
    expect(nginxValue('/opt/www/notes/builds/notes_00001_abc/static/', 'it')).toBe(
      '/opt/www/notes/builds/notes_00001_abc/static/',
    );
  });
});

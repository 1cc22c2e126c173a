import { FckError, secret, withoutSecrets, withSecrets } from '@fck/core';
import { describe, expect, it } from 'vitest';
import { environmentFile, execStart, plainValue } from './unit-value.js';

describe('execStart', () => {
  it.each([
    ['/bin/server --port 80', '"/bin/server --port 80"'],
    ['100%', '"100%%"'],
    ['$HOME', '"$$HOME"'],
    [String.raw`a "b" \c`, String.raw`"a \"b\" \\c"`],
    ['two\nlines', String.raw`"two\x0alines"`],
    [';', '";"'],
    ['é', '"é"'],
    ['\u0085', String.raw`"\xc2\x85"`],
  ])('%j', (word, expected) => {
    expect(execStart([word])).toBe(expected);
  });

  it('refuses what no program can be given', () => {
    expect(() => execStart(['a\0b'])).toThrow(FckError);
  });
});

describe('plainValue', () => {
  it('doubles what would be a specifier', () => {
    expect(plainValue('/srv/100%n', 'the folder')).toBe('/srv/100%%n');
  });

  it.each(['/srv\nUser=root', '/srv ', '/srv\\'])('refuses %j', (text) => {
    expect(() => plainValue(text, 'the folder')).toThrow('systemd cannot hold the folder');
  });
});

describe('environmentFile', () => {
  it('escapes what systemd would read between double quotes, and reveals secrets', () => {
    const env = { ODD: 'a "q" $x `y` \\ % ; # \'', LINES: '1\n2', KEY: secret('s') };
    const written = environmentFile(env);
    expect(withoutSecrets(written)).toMatch(/KEY="\*\*\*"\n$/);
    expect(withSecrets(written)).toBe(`ODD="a \\"q\\" \\$x \\\`y\\\` \\\\ % ; # '"\nLINES="1\n2"\nKEY="s"\n`);
  });

  it('names the variable that it refuses', () => {
    expect(() => environmentFile({ BELL: '\x07' })).toThrow('BELL');
    expect(() => environmentFile({ 'A=B': '' })).toThrow('A=B');
  });
});

import { describe, expect, it } from 'vitest';
import { FckError } from '../errors/fck-error.js';
import { withoutSecrets, withSecrets } from './escaped.js';
import { secret } from './secret.js';
import { systemdCommand, systemdEnvironment, systemdLine } from './systemd-value.js';

describe('systemdCommand', () => {
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
    expect(systemdCommand([word])).toBe(expected);
  });

  it('refuses what no program can be given', () => {
    expect(() => systemdCommand(['a\0b'])).toThrow(FckError);
  });
});

describe('systemdLine', () => {
  it('doubles what would be a specifier', () => {
    expect(systemdLine('/srv/100%n', 'the folder')).toBe('/srv/100%%n');
  });

  it.each(['/srv\nUser=root', '/srv ', '/srv\\'])('refuses %j', (text) => {
    expect(() => systemdLine(text, 'the folder')).toThrow('systemd cannot hold the folder');
  });
});

describe('systemdEnvironment', () => {
  it('escapes what systemd would read between double quotes, and reveals secrets', () => {
    const env = { ODD: 'a "q" $x `y` \\ % ; # \'', LINES: '1\n2', KEY: secret('s') };
    const written = systemdEnvironment(env);
    expect(withoutSecrets(written)).toMatch(/KEY="\*\*\*"\n$/);
    expect(withSecrets(written)).toBe(`ODD="a \\"q\\" \\$x \\\`y\\\` \\\\ % ; # '"\nLINES="1\n2"\nKEY="s"\n`);
  });

  it('names the variable that it refuses', () => {
    expect(() => systemdEnvironment({ BELL: '\x07' })).toThrow('BELL');
    expect(() => systemdEnvironment({ 'A=B': '' })).toThrow('A=B');
  });
});

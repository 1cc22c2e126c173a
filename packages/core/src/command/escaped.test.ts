import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quote, sh, userCommand } from './command.js';
import { escaped, withoutSecrets, withSecrets } from './escaped.js';
import { Redactor } from './redact.js';
import { secret } from './secret.js';

const doubled = (text: string) => text.replaceAll('%', '%%');

describe('a secret in a text', () => {
  it('is in the text in its escaped form once the text is sent, and not before', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const text = `a=${escaped(secret(value), quote)}\nb=${escaped(value, quote)}\n`;
        expect(withSecrets(text)).toBe(`a=${quote(value)}\nb=${quote(value)}\n`);
        expect(withoutSecrets(text)).toBe(`a=***\nb=${quote(value)}\n`);
      }),
    );
  });

  it('survives changes of the text by others', () => {
    const text = ` x ${escaped(secret('50%Off'), doubled)} `;
    expect(withSecrets(text.toUpperCase().trim().split('\n').join('\n'))).toBe('X 50%%Off');
  });

  it('makes equal texts of equal values, so that an unchanged file is not written', () => {
    expect(escaped(secret('a%b'), doubled)).toBe(escaped(secret('a%b'), doubled));
    expect(escaped(secret('a%b'), doubled)).not.toBe(escaped(secret('a%b'), quote));
  });

  it('is refused by commands, where every user of the host could read it', () => {
    const text = escaped(secret('hunter22'), quote);
    for (const command of [() => sh`echo ${text}`, () => userCommand(`echo ${text}`), () => quote(text)])
      expect(command).toThrow(expect.objectContaining({ code: 'COMMAND_SECRET' }));
  });

  it('is not put in place of marks that fck did not make', () => {
    const forged = '\u{E0F0}1\u{E0F1}';
    expect(withSecrets(forged)).toBe(forged);
  });

  it('is removed from every output, in its escaped form', () => {
    const text = escaped(secret('a;b%c'), (value) => `"${value.replace(/;/g, '[semicolon]')}"`);
    const redactor = new Redactor();
    expect(redactor.redact(`read ${withSecrets(text)}, or a[semicolon]b%c, or a;b%c`)).toBe(
      'read ***, or ***, or ***',
    );
    expect(redactor.redact(`the text ${text}`)).toBe('the text ***');
  });
});

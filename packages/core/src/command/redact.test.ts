import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactEvent } from '../run/redact-event.js';
import { quote } from './command.js';
import { escaped } from './escaped.js';
import { Redactor } from './redact.js';
import { secret } from './secret.js';

function redactor(...values: string[]): Redactor {
  const made = new Redactor();
  for (const value of values) made.add(secret(value));
  return made;
}

describe('a secret', () => {
  it('is not printed by accident', () => {
    const hidden = secret('hunter22');
    expect([
      `${hidden}`,
      String(hidden),
      JSON.stringify({ hidden }),
      inspect({ hidden }),
      inspect(hidden),
    ]).toEqual(['***', '***', '{"hidden":"***"}', '{ hidden: *** }', '***']);
    expect(hidden.reveal()).toBe('hunter22');
  });
});

describe('Redactor', () => {
  it.each([
    ['as it is', 'it\'s a "secret"\\n'],
    ['quoted for a shell', quote('it\'s a "secret"\\n')],
    ['in base64', Buffer.from('it\'s a "secret"\\n').toString('base64')],
    ['in a URL', encodeURIComponent('it\'s a "secret"\\n')],
    ['in JSON', JSON.stringify({ value: 'it\'s a "secret"\\n' })],
  ])('removes it %s', (_, text) => {
    const clean = redactor('it\'s a "secret"\\n').redact(`before ${text} after`);
    expect(clean).toContain('***');
    expect(clean).not.toMatch(/secret|aXQncyBh/);
    expect(clean).toMatch(/^before .* after$/);
  });

  it('removes each line of a long one', () => {
    const key = '-----BEGIN KEY-----\nabcdefgh\nijklmnop\n-----END KEY-----\n';
    expect(redactor(key).redact('line 2: abcdefgh!')).toBe('line 2: ***!');
    expect(redactor(key).redact(key)).not.toMatch(/abcdefgh|ijklmnop/);
  });

  it('keeps texts that are too short to be secrets, and other texts', () => {
    expect(redactor('a', '', 'abc').redact('abracadabra abc')).toBe('abracadabra abc');
    expect(redactor('hunter22').redact('hunter23')).toBe('hunter23');
  });

  it('leaves no part of any secret, in any order of secrets', () => {
    const value = fc
      .string({ unit: 'grapheme', minLength: 4, maxLength: 12 })
      .filter((text) => !/[*\n]/.test(text));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.string(), (values, between) => {
        const text = values.map((each) => `${between}${each}${between}${quote(each)}`).join('');
        const clean = redactor(...values).redact(text);
        for (const each of values) expect(clean).not.toContain(each);
      }),
    );
  });

  it('removes it from the middle of base64 text, at every offset', () => {
    const value = 'hunter22-and-more';
    for (const before of ['', 'a', 'ab', 'abc']) {
      const text = Buffer.from(`${before}${value}${before}`).toString('base64url');
      // The characters at its ends encode bits of their neighbours, too.
      expect(redactor(value).redact(text)).toMatch(/^.{0,6}\*\*\*.{0,8}$/);
    }
  });

  const hostile = fc
    .string({
      unit: fc.constantFrom(...'aZ9%;#\'"\\$`&<> +/=~!(){}é\u{1F600}\t\n'),
      minLength: 6,
      maxLength: 20,
    })
    // Text of several lines is removed line by line, except for short lines.
    .filter((text) => text.split('\n').every((line) => line.length >= 4));

  it.each<[string, (text: string) => string]>([
    ['as it is', (text) => text],
    ['quoted for a shell', quote],
    ['quoted as Python does', (text) => `'${text.replaceAll("'", `'"'"'`)}'`],
    ['between double quotes of a shell', (text) => `"${text.replace(/["\\$`]/g, '\\$&')}"`],
    ['as a word of nginx', (text) => `"${text.replace(/["\\]/g, '\\$&')}"`],
    ['with percent signs doubled', (text) => text.replaceAll('%', '%%')],
    ['in JSON', JSON.stringify],
    ['in a URL', encodeURIComponent],
    ['in a form', (text) => encodeURIComponent(text).replaceAll('%20', '+')],
    ['in base64', (text) => Buffer.from(text).toString('base64')],
    ['in hexadecimal', (text) => Buffer.from(text).toString('hex')],
    ['by an unforeseen escaper', (text) => [...text].map((one) => `<${one}>`).join('')],
  ])('removes hostile characters %s', (_, escaper) => {
    fc.assert(
      fc.property(hostile, fc.constantFrom('', 'x', ' '), (value, around) => {
        const redacting = redactor(value);
        escaped(secret(value), escaper);
        const clean = redacting.redact(`${around}${escaper(value)}${around}`);
        expect(clean).toContain('***');
        expect(clean).not.toContain(escaper(value));
      }),
      { numRuns: 40 },
    );
  });

  it('removes the longer of two that overlap as a whole', () => {
    expect(redactor('pass', 'password123').redact('it is password123')).toBe('it is ***');
    expect(redactor('password123', 'pass').redact('it is password123')).toBe('it is ***');
  });
});

describe('an event', () => {
  it('has no secret in any of its texts, and is otherwise unchanged', () => {
    const event = {
      type: 'diff',
      at: 7,
      path: '/etc/hunter22.conf',
      before: undefined,
      after: 'a\nhunter22\n',
      hosts: ['web', 'hunter22'],
      planned: true,
    };
    expect(redactEvent(event, redactor('hunter22'))).toEqual({
      ...event,
      path: '/etc/***.conf',
      after: 'a\n***\n',
      hosts: ['web', '***'],
    });
    expect(redactEvent(event, redactor())).toEqual(event);
  });
});

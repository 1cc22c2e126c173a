import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allOf, quote, sh, userCommand } from './command.js';
import { secret } from './secret.js';

const run = (text: string) => execFileSync('/bin/sh', ['-c', text]).toString();

/** Parts of hostile input: everything that a shell gives a meaning to. */
const hostile = fc.string({
  unit: fc.constantFrom(...`a'"\`$(){}[]<>|&;*?!~#\\ \n\t-=%\u00e9\u{1F600}`),
  maxLength: 30,
});

describe('sh', () => {
  it('hands every value to the program as one literal word', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(run(sh`printf %s ${value}`.text)).toBe(value);
      }),
      { numRuns: 150 },
    );
  });

  it('makes one word of each element of an array', () => {
    expect(run(sh`printf '<%s>' ${['a b', '', "c'd"]}`.text)).toBe("<a b><><c'd>");
  });

  it('splices commands in, and keeps backslashes of the template', () => {
    expect(run(sh`printf 'x\ty\n' && ${sh`printf %s ${'$HOME'}`}`.text)).toBe('x\ty\n$HOME');
  });

  it('leaves plain words as they are, for readable logs', () => {
    expect(sh`mkdir -p ${'/opt/www/notes'}`.text).toBe('mkdir -p /opt/www/notes');
  });

  it('refuses secrets, which everyone on the host could read', () => {
    // @ts-expect-error the types refuse it too
    expect(() => sh`login --password ${secret('hunter22')}`).toThrow(
      expect.objectContaining({ code: 'COMMAND_SECRET' }),
    );
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
    ['an object', {}],
    ['a NUL byte', 'a\0b'],
    ['not a number', Number.NaN],
  ])('refuses %s', (_, value) => {
    expect(() => sh`echo ${value as string}`).toThrow(expect.objectContaining({ code: 'COMMAND_VALUE' }));
  });
});

it('sh is a tag, and cannot be called with a text', () => {
  const called = sh as unknown as (text: string) => unknown;
  expect(() => called('uptime')).toThrow(expect.objectContaining({ code: 'COMMAND_SHAPE' }));
});

describe('allOf', () => {
  it('stops at the first command that fails', () => {
    expect(run(`${allOf(sh`echo a`, sh`false`, sh`echo b`).text} || true`)).toBe('a\n');
  });
});

describe('userCommand', () => {
  it('is run as written', () => {
    expect(run(userCommand('echo "$((1 + 1))"').text)).toBe('2\n');
  });
});

describe('quote', () => {
  it('quotes a word that could be an option, but not the program itself', () => {
    expect(quote('-rf')).toBe('-rf');
    expect(quote('')).toBe("''");
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFckError } from '../errors/fck-error.js';
import { parseYaml, placeInYaml } from './yaml.js';

const text = `name: shop
roles:
  - name: web
    hosts: [a, {address: b,
      port: 22}]
  - &db
    name: db
"quoted key": 1
`;

describe('the place of a value', () => {
  it.each<[PropertyKey[], number, number]>([
    [[], 1, 1],
    [['name'], 1, 1],
    [['roles'], 2, 1],
    [['roles', 0, 'hosts', 1], 4, 16],
    [['roles', 0, 'hosts', 1, 'port'], 5, 7],
    [['roles', 1, 'name'], 7, 5],
    [['quoted key'], 8, 1],
    [['roles', 0, 'hosts', 7], 4, 5],
    [['roles', 'web'], 2, 1],
    [['name', 'deeper'], 1, 1],
    [['absent'], 1, 1],
  ])('%j', (path, line, column) => {
    expect(placeInYaml(text, 'fck.yaml', path)).toEqual({ file: 'fck.yaml', line, column });
  });
});

describe('!env', () => {
  it('takes no key from the environment', () => {
    expect(() => parseYaml('a: 1\nb: {!env HOME : 2}\n', 'fck.yaml', '1.2')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_UNREADABLE',
        where: { file: 'fck.yaml', line: 2, column: 10 },
      }),
    );
  });
});

describe('YAML 1.1 as PyYAML reads it', () => {
  it.each<[string, unknown]>([
    ['yes', true],
    ['Off', false],
    ['y', 'y'],
    ['N', 'N'],
    ['0777', 0o777],
    ['089', '089'],
    ['012345678901', '012345678901'],
    ['01234567', 0o1234567],
    ['10', 10],
    ['0', 0],
    ['-1_000', -1000],
    ['1:30', 90],
    ['0:30', '0:30'],
    ['1e3', '1e3'],
    ['1.5e3', '1.5e3'],
    ['1.5e+3', 1500],
    ['1.5', 1.5],
    ['0x1f', 31],
    ['None', 'None'],
    ['~', null],
  ])('%s', (text, value) => {
    expect(parseYaml(`key: ${text}\n`, 'context.yaml', '1.1')).toEqual({ key: value });
  });

  it('leaves files of fck alone', () => {
    expect(parseYaml('[yes, 012, 1e3, 0o17]', 'fck.yaml', '1.2')).toEqual(['yes', 12, 1000, 15]);
  });

  it('can be requested and refused by a file', () => {
    expect(parseYaml('%YAML 1.1\n---\na: yes\n', 'fck.yaml', '1.2')).toEqual({ a: true });
    expect(parseYaml('%YAML 1.2\n---\na: yes\n', 'context.yaml', '1.1')).toEqual({ a: 'yes' });
  });
});

/** Texts that are not YAML, each with the message and the place. */
const broken: readonly (readonly [string, RegExp, number, number])[] = [
  ['a: 1\na: 2\n', /this key is in the mapping already/, 2, 1],
  ['a: "b\n', /a quote is opened here and never closed/, 2, 1],
  ['a: [1, 2\n', /a bracket is opened and never closed/, 2, 1],
  ['a: b: c\n', /a value with ": " in it belongs in quotes/i, 1, 4],
  ['a:\n\tb: 1\n', /a tab is where spaces must indent/, 2, 1],
  ['a: @b\n', /a value cannot begin with this character/, 1, 4],
  ['a: "\\q"\n', /there is no such escape in double quotes/, 1, 5],
  ['a: !vault b\n', /there is no tag !vault: there are `!env`, `!file`, `!command` and `!secret`/, 1, 4],
  ['a: *b\n', /the alias \*b names no anchor \(&b\) that is before it/, 0, 0],
  ['a: 1\nb\n', /a key has no colon behind it/, 2, 1],
  ['a: 1\n---\nb: 2\n', /several documents/, 2, 1],
];

describe('invalid YAML', () => {
  it.each(broken)('%j is reported in the words of its author', (source, said, line, column) => {
    expect(() => parseYaml(source, 'fck.yaml', '1.2')).toThrow(
      expect.objectContaining({
        code: 'CONFIG_UNREADABLE',
        message: expect.stringMatching(said),
        where: line === 0 ? { file: 'fck.yaml' } : { file: 'fck.yaml', line, column },
      }),
    );
  });
});

describe('any text at all', () => {
  const piece = fc.constantFrom(
    'a',
    'b: ',
    '- ',
    '\n',
    '  ',
    '!env ',
    '&x ',
    '*x',
    '{',
    '}',
    '[',
    ']',
    '"',
    '#',
    '? ',
    '<<: ',
    '\t',
    '|',
    '\u0000',
    'ü',
  );
  const anything = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
  );

  it('is read, or refused with its place', () => {
    fc.assert(
      fc.property(anything, fc.constantFrom('1.1' as const, '1.2' as const), (hostile, version) => {
        try {
          parseYaml(hostile, 'fck.yaml', version);
        } catch (thrown) {
          if (!isFckError(thrown)) throw thrown;
          expect(thrown.code).toBe('CONFIG_UNREADABLE');
          expect(thrown.where?.file).toBe('fck.yaml');
        }
      }),
      { numRuns: 500 },
    );
  });

  it('has a place for any path', () => {
    const key = fc.oneof(fc.constantFrom('a', 'b', '__proto__', ''), fc.nat({ max: 3 }));
    fc.assert(
      fc.property(anything, fc.array(key, { maxLength: 4 }), (hostile, path) => {
        const { file, line = 1, column = 1 } = placeInYaml(hostile, 'fck.yaml', path);
        expect(file).toBe('fck.yaml');
        expect(line).toBeGreaterThan(0);
        expect(column).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  it('that grows without bounds when it is read is refused', () => {
    const levels = Array.from(
      { length: 12 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level}, `.repeat(10)}]`,
    );
    const bomb = `l0: &l0 [x]\n${levels.join('\n')}\n`;
    expect(() => parseYaml(bomb, 'fck.yaml', '1.2')).toThrow(
      expect.objectContaining({ code: 'CONFIG_UNREADABLE' }),
    );
  });

  it('does not reach into prototypes', () => {
    parseYaml('__proto__: {polluted: yes}\nconstructor: {prototype: {polluted: yes}}\n', 'fck.yaml', '1.1');
    expect({}).not.toHaveProperty('polluted');
  });
});

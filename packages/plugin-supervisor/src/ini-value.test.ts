import { execFileSync, spawnSync } from 'node:child_process';
import { secret, withSecrets } from '@fck/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { iniCommand, iniProgram, iniValue } from './ini-value.js';

/** Reads a file as supervisord 4 does: its parser, its expansion, its two ways to split, from the same standard library. */
const SUPERVISORD_READS = String.raw`
import configparser, json, shlex, sys
def pairs(text):
    lexer = shlex.shlex(text)
    lexer.wordchars += '/.+-():'
    tokens, found, i = list(lexer), {}, 0
    while i < len(tokens):
        key, equals, value = tokens[i:i + 3]
        assert equals == '='
        found[key] = value.strip('\'"')
        i += 4
    return found
answers = []
for text in json.load(sys.stdin):
    config = configparser.RawConfigParser(inline_comment_prefixes=(';', '#'), strict=False)
    config.read_string(text)
    names = {'program_name': 'x', 'group_name': 'x'}
    read = lambda key: config.get('program:x', key).replace('%(here)s', '/HERE') % names
    answers.append([shlex.split(read('command')), pairs(read('environment')), read('directory'), config.sections()])
print(json.dumps(answers))
`;

const hasPython = spawnSync('python3', ['-c', '']).status === 0;

const hostile = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.string({
    unit: fc.constantFrom(...'a ;#%()s\\\'"$=,:[]{}\t', '%(here)s', '%%', ' ;', ' #', '\u3000', 'é'),
  }),
);
const line = hostile.filter((text) => !/\p{Cc}/u.test(text.replaceAll('\t', '')));
const lines = fc.array(line, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('\n'));
const variable = lines.filter(
  (text) => !/^["']|["']$/.test(text) && !(text.includes('"') && text.includes("'")),
);
const iniEnvironment = (env: Parameters<typeof iniProgram>[1]): string => iniProgram([], env).environment;
const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/);

describe('values in the file of supervisord', () => {
  it.skipIf(!hasPython)('are read as they were written', () => {
    const cases = fc.sample(
      fc.record({
        argv: fc.array(line, { minLength: 1, maxLength: 4 }),
        env: fc.dictionary(name, variable),
        directory: line,
      }),
      { numRuns: 1500, seed: Number(process.env.FCK_SEED ?? Date.now()) },
    );
    const files = cases.map(
      ({ argv, env, directory }) =>
        `[program:x]\ncommand=${iniCommand(argv)}\ndirectory=${iniValue(directory, 'it')}\nenvironment=${iniEnvironment(env)}\n`,
    );
    const hidden = cases.map(({ env }) => {
      const secrets = Object.entries(env).map(([key, value]) => [key, secret(value)] as const);
      return iniEnvironment(Object.fromEntries(secrets));
    });
    expect(hidden.map(withSecrets)).toEqual(cases.map(({ env }) => iniEnvironment(env)));
    const read: unknown = JSON.parse(
      execFileSync('python3', ['-c', SUPERVISORD_READS], {
        input: JSON.stringify(files),
        encoding: 'utf8',
        env: { ...process.env, PYTHONUTF8: '1' },
      }),
    );
    expect(read).toEqual(
      cases.map(({ argv, env, directory }) => [argv, { ...env }, directory, ['program:x']]),
    );
  });

  it.skipIf(!hasPython)('reach the program as they are, also where supervisord cannot hold them', () => {
    const quoted = fc.oneof(
      lines.map((text) => `it's "${text}"`),
      lines.map((text) => `"${text}`),
      lines.map((text) => `a"${text}'z`),
      lines.map((text) => `${text}'`),
      fc.string({ unit: fc.constantFrom('\r', '\u0001', '\\', '\n', '"', "'", 'é', '%', ';', '$') }),
    );
    const cases = fc.sample(
      fc.record({ word: line, env: fc.dictionary(fc.constantFrom('A', 'TOKEN', '_x1'), quoted) }),
      { numRuns: 60, seed: Number(process.env.FCK_SEED ?? Date.now()) },
    );
    const show = 'import json, os, sys; print(json.dumps([sys.argv[1], dict(os.environ)]))';
    const files = cases.map(({ word, env }) => {
      const { command, environment } = iniProgram(['python3', '-c', show, word], env);
      for (const value of Object.values(env)) expect(value.length < 9 || !command.includes(value)).toBe(true);
      return `[program:x]\ncommand=${command}\ndirectory=/\nenvironment=${environment}\n`;
    });
    const script = `${SUPERVISORD_READS.replace(/print\(.*\)\n$/, '')}
import os, subprocess
started = [subprocess.check_output(a[0], env=dict(a[1], PATH=os.environ['PATH'], PYTHONUTF8='1')) for a in answers]
print(json.dumps([json.loads(s.decode()) for s in started]))
`;
    const started: unknown = JSON.parse(
      execFileSync('python3', ['-c', script], {
        input: JSON.stringify(files),
        encoding: 'utf8',
        env: { ...process.env, PYTHONUTF8: '1' },
      }),
    );
    expect(started).toEqual(cases.map(({ word, env }) => [word, expect.objectContaining({ ...env })]));
  });

  it('refuse a line break where supervisord would read another setting', () => {
    expect(() => iniValue('/srv\nuser=root', 'the directory')).toThrow('the directory');
    expect(() => iniCommand(['a', 'b\n[program:evil]'])).toThrow('line break');
  });

  it('name the variable, never its value, when no environment can hold it', () => {
    expect(() => iniEnvironment({ TOKEN: secret('nul\0') })).toThrow(/variable TOKEN: it has a NUL byte/);
    expect(() => iniEnvironment({ 'A=B,C': 'x' })).toThrow('A=B,C');
  });

  it('stay readable where nothing needs to be escaped', () => {
    expect(iniCommand(['/opt/b/bin/gunicorn', '--bind', '127.0.0.1:8000', 'app:app'])).toBe(
      '/opt/b/bin/gunicorn --bind 127.0.0.1:8000 app:app',
    );
    expect(iniEnvironment({ A: 'one', B: 'two' })).toBe('A="one",B="two"');
  });
});

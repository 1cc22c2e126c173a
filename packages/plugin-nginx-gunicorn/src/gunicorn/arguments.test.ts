import { execFileSync, spawnSync } from 'node:child_process';
import { secret } from '@fck/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gunicornArguments } from './arguments.js';
import { knownOptions } from './known-options.js';

const HELP = `usage: gunicorn [OPTIONS] [APP_MODULE]

options:
  -h, --help            show this help message and exit
  -w INT, --workers INT
                        The number of worker processes. See --threads too.
  --limit-request-field_size INT
                        Limit the allowed size.
  --preload             Load application code before the worker processes are
  --log-level LEVEL     The granularity of Error log outputs. [info]
  --access-logformat STRING
                        The access log format.
  -e ENV, --env ENV     Set environment variables.
  --no-control-socket   Disable control socket. [False]
`;
const known = knownOptions(HELP);
const warnings: string[] = [];
const gunicorn = (given: Parameters<typeof gunicornArguments>[0], defaults = {}) =>
  gunicornArguments(given, defaults, known, (text) => warnings.push(text));
const argumentsOf = (...given: Parameters<typeof gunicorn>) => gunicorn(...given).words;

describe('the options of a gunicorn', () => {
  it('are read from its help, with whether they take a value', () => {
    expect([...known.keys()]).toEqual([
      'help',
      'workers',
      'limit-request-field-size',
      'preload',
      'log-level',
      'access-logformat',
      'env',
      'no-control-socket',
    ]);
    expect(known.get('limit-request-field-size')).toEqual({
      flag: '--limit-request-field_size',
      takesValue: true,
    });
    expect(known.get('preload')?.takesValue).toBe(false);
  });
});

describe('the arguments of gunicorn', () => {
  it('stand for every way to write an option', () => {
    expect(argumentsOf({ 'log-level': 'DEBUG' })).toEqual(['--log-level', 'DEBUG']);
    expect(argumentsOf({ log_level: 'DEBUG' })).toEqual(['--log-level', 'DEBUG']);
    expect(argumentsOf({ loglevel: 'DEBUG' })).toEqual(['--log-level', 'DEBUG']);
    expect(argumentsOf({ limit_request_field_size: 10 })).toEqual(['--limit-request-field_size', '10']);
    expect(argumentsOf({ raw_env: ['A=1', 'B=2'] })).toEqual(['--env', 'A=1', '--env', 'B=2']);
    expect(argumentsOf({ access_log_format: '- "%(r)s"' })).toEqual(['--access-logformat=- "%(r)s"']);
  });

  it('turn switches on, or leave them out', () => {
    expect(argumentsOf({ preload: true })).toEqual(['--preload']);
    expect(argumentsOf({ preload: false })).toEqual([]);
    expect(() => argumentsOf({ preload: 'yes' })).toThrow('"preload" is a switch');
    expect(() => argumentsOf({ workers: true })).toThrow('"workers" needs a value');
  });

  it('add defaults only where the role says nothing and this gunicorn has them', () => {
    const defaults = { workers: 4, 'worker-tmp-dir': '/dev/shm', 'no-control-socket': true };
    expect(argumentsOf({ workers: 2 }, defaults)).toEqual(['--workers', '2', '--no-control-socket']);
  });

  it('put a log level in place of the retired debug, and say so', () => {
    warnings.length = 0;
    expect(argumentsOf({ debug: true })).toEqual(['--log-level', 'debug']);
    expect(argumentsOf({ debug: true, log_level: 'INFO' })).toEqual(['--log-level', 'INFO']);
    expect(warnings).toEqual([
      expect.stringContaining('`log-level: debug`'),
      expect.stringContaining('set already'),
    ]);
    expect(argumentsOf({ debug: false })).toEqual([]);
    expect(warnings).toHaveLength(2);
  });

  it('keep debug for a gunicorn that still has it', () => {
    const old = knownOptions(`${HELP}  --debug               Turn on debugging\n`);
    expect(gunicornArguments({ debug: true }, {}, old, () => {}).words).toEqual(['--debug']);
  });

  it('name the options there are when one is not', () => {
    expect(() => argumentsOf({ wrokers: 2 })).toThrow('has no option "wrokers"');
  });
});

const hasPython = spawnSync('python3', ['-c', '']).status === 0;

describe('secrets among the options of gunicorn', () => {
  it('stand on no command line', () => {
    const { words, hidden } = gunicorn({
      raw_env: ['A=1', secret("TOKEN=it's")],
      log_level: secret('debug'),
    });
    expect(words).toEqual(['--env', 'A=1']);
    expect(hidden?.reveal()).toBe(String.raw`--env=TOKEN\=it\'s --log-level=debug`);
    expect(gunicorn({ workers: 2 }).hidden).toBeUndefined();
  });

  it('of a switch, or for an option that does not exist, are reported without their value', () => {
    expect(() => gunicorn({ preload: secret('hunter22') })).toThrow(
      /"preload" is a switch: true or false\.$/,
    );
    expect(() => gunicorn({ wrokers: secret('hunter22') })).toThrow(/has no option "wrokers"\.$/);
  });

  it.skipIf(!hasPython)('are read by gunicorn as they are', () => {
    const hostile = fc.string({
      unit: fc.constantFrom(...'aZ0 %;#\'"\\$&=-{}\t\né'),
      minLength: 1,
      maxLength: 20,
    });
    const values = fc.sample(hostile, 300);
    const read = execFileSync(
      'python3',
      [
        '-c',
        'import json, shlex, sys; print(json.dumps([shlex.split(text) for text in json.load(sys.stdin)]))',
      ],
      { input: JSON.stringify(values.map((value) => gunicorn({ env: [secret(value)] }).hidden?.reveal())) },
    );
    expect(JSON.parse(read.toString())).toEqual(values.map((value) => [`--env=${value}`]));
  });
});

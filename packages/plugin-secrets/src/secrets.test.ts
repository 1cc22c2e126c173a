import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { type FckError, isFckError, type SecretSource } from '@fck/core';
import { emptyFck } from '@fck/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import secrets from './index.js';

const CANARY = 'canary "quoted" $value';

let folder = '';
const path = process.env['PATH'];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fck-secrets-'));
  process.env['PATH'] = `${folder}${delimiter}${path}`;
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true, force: true });
});

/** Puts a program in the place of a tool. It records its arguments, then does what the script says. */
function standIn(program: string, script: string): void {
  const file = join(folder, program);
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" >"${folder}/arguments"\n${script}\n`);
  chmodSync(file, 0o755);
}

const printing = (text: string) => `cat <<'END'\n${text}\nEND`;
const argumentsGiven = () => readFileSync(join(folder, 'arguments'), 'utf8').trim().split('\n');

async function sourceNamed(name: string): Promise<SecretSource> {
  const fck = emptyFck();
  await fck.applyAs({ name: 'secrets', version: undefined, from: 'inline' }, () =>
    secrets.apply(fck, { age: { identity: 'key.txt' } }),
  );
  return fck.secretSources.get(name);
}

async function read(name: string, reference: string): Promise<string> {
  const { signal } = new AbortController();
  return (await sourceNamed(name)).read({ reference, directory: folder, signal });
}

async function failureOf(name: string, reference: string): Promise<FckError> {
  const thrown: unknown = await read(name, reference).then(
    (value) => new Error(`it is ${value}`),
    (error: unknown) => error,
  );
  if (!isFckError(thrown)) throw thrown;
  return thrown;
}

const item = JSON.stringify({
  notes: null,
  login: { username: 'shop', password: CANARY },
  fields: [{ name: 'api key', value: 'k3y' }],
});
const stored = JSON.stringify({ SecretString: JSON.stringify({ password: CANARY, port: 5432 }) });
const parameter = JSON.stringify({ Parameter: { Name: '/shop/key', Value: CANARY } });

describe('each source asks its tool', () => {
  it.each([
    [
      'sops',
      'sops',
      'secrets.yaml#db.hosts.0',
      CANARY,
      ['--decrypt', '--extract', '["db"]["hosts"][0]', 'DIR/secrets.yaml'],
      CANARY,
    ],
    ['sops', 'sops', 'key.pem', 'one\ntwo', ['--decrypt', 'DIR/key.pem'], 'one\ntwo'],
    ['age', 'age', 'key.age', CANARY, ['--decrypt', '--identity', 'DIR/key.txt', 'DIR/key.age'], CANARY],
    ['bw', 'bw', 'shop', item, ['get', 'item', 'shop', '--nointeraction'], CANARY],
    ['bw', 'bw', 'shop#api key', item, ['get', 'item', 'shop', '--nointeraction'], 'k3y'],
    [
      'aws-sm',
      'aws',
      'prod/db#password',
      stored,
      ['secretsmanager', 'get-secret-value', '--secret-id', 'prod/db', '--output', 'json', '--no-cli-pager'],
      CANARY,
    ],
    [
      'aws-sm',
      'aws',
      'prod/db#port',
      stored,
      ['secretsmanager', 'get-secret-value', '--secret-id', 'prod/db', '--output', 'json', '--no-cli-pager'],
      '5432',
    ],
    [
      'aws-ssm',
      'aws',
      '/shop/key',
      parameter,
      [
        'ssm',
        'get-parameter',
        '--with-decryption',
        '--name',
        '/shop/key',
        '--output',
        'json',
        '--no-cli-pager',
      ],
      CANARY,
    ],
  ])('%s by %s: %s', async (source, program, reference, printed, args, value) => {
    standIn(program, printing(printed));
    expect(await read(source, reference)).toBe(value);
    expect(argumentsGiven()).toEqual(args.map((arg) => arg.replace('DIR', folder)));
  });

  it('op prints the value without a line break, and nothing is cut off', async () => {
    standIn('op', "printf 'ends with a break\\n'");
    expect(await read('op', 'op://shop/web/key')).toBe('ends with a break\n');
    expect(argumentsGiven()).toEqual(['read', '--no-newline', 'op://shop/web/key']);
  });
});

describe('a failure names the reason, and no value', () => {
  it('a tool that fails: its exit code and its error output', async () => {
    standIn('op', `${printing(CANARY)}\necho '[ERROR] not signed in' >&2; exit 6`);
    const { message, hint } = await failureOf('op', 'op://shop/web/key');
    expect(message).toBe('op ended with exit code 6: [ERROR] not signed in');
    expect(hint).toContain('op signin');
  });

  it('a tool that is not installed', async () => {
    process.env['PATH'] = folder;
    expect(await failureOf('aws-ssm', '/shop/key')).toMatchObject({
      code: 'SECRET_TOOL_MISSING',
      message: 'the program "aws" was not found',
    });
  });

  it.each([
    ['bw', 'bw', 'shop#pin', item, 'the item has no field "pin"'],
    ['bw', 'bw', 'shop', CANARY, 'bw printed no item'],
    ['aws-sm', 'aws', 'db#user', stored, 'the secret has no text "user" (it has password, port)'],
    ['aws-sm', 'aws', 'db', '{"SecretBinary": "AA=="}', 'the secret has no text'],
    ['aws-ssm', 'aws', 'key#user', parameter, 'the parameter holds no JSON object, so it has no "user"'],
    ['aws-ssm', 'aws', '--debug', parameter, 'the reference begins with "-"'],
    ['op', 'op', 'shop/web/key', '', 'the reference does not begin with op://'],
  ])('%s by %s: %s', async (source, program, reference, printed, message) => {
    standIn(program, printing(printed));
    const error = await failureOf(source, reference);
    expect(error.message).toBe(message);
    expect(`${error.message}${error.hint}${error.detail}`).not.toContain('canary');
  });

  it('a tool that does not end is ended', async () => {
    standIn('op', 'echo started >&2; exec sleep 600');
    const limit = new AbortController();
    const asked = (await sourceNamed('op')).read({
      reference: 'op://a/b/c',
      directory: folder,
      signal: limit.signal,
    });
    limit.abort();
    await expect(asked).rejects.toThrow(/op ended with/);
  });
});

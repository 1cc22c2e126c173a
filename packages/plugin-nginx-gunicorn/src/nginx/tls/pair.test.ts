import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RoleToCheck, secret } from '@fck/core';
import { fakeHostContext } from '@fck/testing';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { nginxSection } from '../section.js';
import { checkPair, configuredPair } from './pair.js';

const DAY = 86_400_000;
const folder = mkdtempSync(join(tmpdir(), 'fck-tls-'));
const inFolder = (name: string) => join(folder, name);
const textOf = (name: string) => readFileSync(inFolder(name), 'utf8');
const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe', cwd: folder });

beforeAll(() => {
  const make = (name: string, names: string) =>
    openssl(
      ...'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=x'.split(' '),
      ...['-addext', `subjectAltName=${names}`, '-keyout', `${name}.key`, '-out', `${name}.pem`],
    );
  make('site', 'DNS:example.com,DNS:*.example.com');
  make('other', 'DNS:other.org');
  openssl(...'pkey -aes256 -passout pass:x -in site.key -out locked.key'.split(' '));
  return () => rmSync(folder, { recursive: true });
});

function check(tls: object, names: readonly string[] = ['example.com'], now = new Date()): RoleToCheck {
  const context = fakeHostContext({});
  const role = { ...context, project: { ...context.project, directory: folder } };
  const section = nginxSection.parse({
    server_names: names,
    tls: { certificate: 'site.pem', key: 'site.key', ...tls },
  });
  checkPair(role, section, now);
  if (section.tls)
    expect(configuredPair(role, section.tls).key.reveal()).toMatch(/^-----BEGIN [A-Z ]*PRIVATE KEY/);
  return role;
}

describe('the certificate of a site', () => {
  it('is taken from files or from secrets, and its key is shown nowhere', () => {
    check({}, ['example.com', 'www.EXAMPLE.com', '*.example.com', '.example.com']);
    const role = check({ certificate: secret(textOf('site.pem')), key: secret(textOf('site.key')) });
    const line = textOf('site.key').split('\n')[1] ?? '';
    expect(role.fck.redact(`it is ${line}`)).not.toContain(line);
  });

  it('may be followed by those of its issuers', () => {
    writeFileSync(inFolder('chain.pem'), `${textOf('site.pem')}${textOf('other.pem')}`);
    onTestFinished(() => rmSync(inFolder('chain.pem')));
    check({ certificate: 'chain.pem' });
  });

  it.each([
    ['a file that does not exist', 'TLS_FILE_UNREADABLE', { certificate: 'none.pem' }],
    ['a text that is none', 'TLS_NOT_PEM', { certificate: secret('certificate') }],
    ['a key that is none', 'TLS_NOT_PEM', { key: 'site.pem' }],
    ['a key with a passphrase', 'TLS_NOT_PEM', { key: 'locked.key' }],
    ['the key of another', 'TLS_KEY_MISMATCH', { key: 'other.key' }],
    ['names of others', 'TLS_NAMES_MISSING', {}, ['example.com', 'other.org']],
    ['a name below its names', 'TLS_NAMES_MISSING', {}, ['a.b.example.com']],
    ['a pattern that it does not have', 'TLS_NAMES_MISSING', {}, ['*.a.example.com']],
    ['a time after its end', 'TLS_NOT_VALID_NOW', {}, undefined, new Date(Date.now() + 31 * DAY)],
    ['a time before its begin', 'TLS_NOT_VALID_NOW', {}, undefined, new Date(Date.now() - DAY)],
  ])('is refused with %s', (_, code, tls, names?: string[], now?: Date) => {
    expect(() => check(tls, names, now)).toThrow(expect.objectContaining({ code }));
  });

  it('is refused in words that name the names', () => {
    expect(() => check({}, ['example.com', 'shop.org'])).toThrow(
      expect.objectContaining({
        message: 'The certificate (site.pem) is not for shop.org.',
        hint: expect.stringContaining('It is for example.com, *.example.com.'),
      }),
    );
  });
});

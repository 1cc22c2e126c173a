import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expandPath, messageOf, type Place, type RoleToCheck, Secret, secret } from '@fck/core';
import type { NginxSection } from '../section.js';
import { tlsErrors } from './errors.js';
import type { TlsSection } from './section.js';

/** A certificate with its key, as PEM. */
export interface CertificatePair {
  /** With the certificates of its issuers. */
  readonly certificate: string;
  readonly key: Secret;
}

/** Pairs that a run has checked: all of its hosts get the same. */
const checked = new WeakMap<TlsSection, CertificatePair>();

/**
 * Reads the certificate of a site and its key on the machine that fck runs on, and checks that browsers will accept them.
 *
 * @throws FckError `TLS_FILE_UNREADABLE`, `TLS_NOT_PEM`, `TLS_KEY_MISMATCH`, `TLS_NOT_VALID_NOW` or `TLS_NAMES_MISSING`
 */
export function checkPair(role: RoleToCheck, section: NginxSection, now = new Date()): void {
  const { tls } = section;
  if (!tls) return;
  const pair = readPair(role, tls);
  const source = sourceOf(tls.certificate);
  const at = placeIn(role, 'certificate');
  const certificate = parsed(() => new X509Certificate(pair.certificate), 'certificate', source, at);
  const key = parsed(() => keyIn(pair), 'key', sourceOf(tls.key), placeIn(role, 'key'));
  if (!certificate.checkPrivateKey(key))
    throw tlsErrors.keyOfOther(source, sourceOf(tls.key), placeIn(role, 'key'));
  expectValidAt(now, certificate, source, at);
  const missing = section.server_names.flatMap(concreteNames).filter((name) => !covers(certificate, name));
  if (missing.length > 0) throw tlsErrors.namesMissing(source, missing, namesOf(certificate), at);
  checked.set(tls, pair);
}

/**
 * The pair that the configuration names.
 *
 * @throws FckError `TLS_FILE_UNREADABLE`
 */
export function configuredPair(role: RoleToCheck, tls: TlsSection): CertificatePair {
  return checked.get(tls) ?? readPair(role, tls);
}

function readPair(role: RoleToCheck, { certificate, key }: TlsSection): CertificatePair {
  const pair = {
    certificate: withBreakAtEnd(textOf(role, certificate, 'certificate')),
    key: secret(withBreakAtEnd(textOf(role, key, 'key'))),
  };
  role.fck.addSecret(pair.key);
  return pair;
}

function textOf(role: RoleToCheck, value: string | Secret, what: 'certificate' | 'key'): string {
  if (value instanceof Secret) return value.reveal();
  if (value.startsWith('-----BEGIN')) return value;
  const path = expandPath(value, role.project.directory);
  try {
    return readFileSync(path, 'utf8');
  } catch (thrown) {
    const isMissing = thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT';
    throw tlsErrors.unreadable(
      path,
      isMissing ? 'there is no such file' : messageOf(thrown),
      placeIn(role, what),
    );
  }
}

function withBreakAtEnd(text: string): string {
  return `${text.trim()}\n`;
}

/** Words for a value in messages: never the value of a secret. */
function sourceOf(value: string | Secret): string {
  return typeof value === 'string' && !value.startsWith('-----BEGIN') ? value : 'from the configuration';
}

function placeIn({ role }: RoleToCheck, what: 'certificate' | 'key'): Place {
  return role.document.placeOf(['activate', 'nginx', 'tls', what]);
}

function keyIn({ key }: CertificatePair): KeyObject {
  const text = key.reveal();
  if (/ENCRYPTED/.test(text)) throw new Error('it is encrypted with a passphrase');
  return createPrivateKey(text);
}

/** The messages of OpenSSL never contain the text that it reads. */
function parsed<T>(parse: () => T, what: 'certificate' | 'key', source: string, where: Place): T {
  try {
    return parse();
  } catch (thrown) {
    throw tlsErrors.notPem(what, source, messageOf(thrown), where);
  }
}

function expectValidAt(now: Date, { validFrom, validTo }: X509Certificate, source: string, at: Place): void {
  if (new Date(validTo) <= now) throw tlsErrors.notValidNow(source, `expired on ${validTo}`, at);
  if (new Date(validFrom) > now)
    throw tlsErrors.notValidNow(source, `is not valid before ${validFrom}; check this machine's clock`, at);
}

/** `.example.com` is two names. */
function concreteNames(name: string): string[] {
  return name.startsWith('.') ? [name.slice(1), `*${name}`] : [name];
}

/** A certificate for `*.example.com` is for `a.example.com`, but not for `example.com` and `a.b.example.com`. */
function covers(certificate: X509Certificate, name: string): boolean {
  if (name.includes('*')) return namesOf(certificate).includes(name.toLowerCase());
  return certificate.checkHost(name) !== undefined;
}

function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return [...subjectAltName.matchAll(/DNS:([^,\s"]+)/g)].map(([, name = '']) => name.toLowerCase());
}

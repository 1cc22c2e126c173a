import { createPrivateKey } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { type FckError, isUnset, messageOf, missingVariables, type Secret } from '@fck/core';
import type { ParsedKey } from 'ssh2';
import { NO_CERTIFICATES, sshErrors } from '../errors.js';
import { fingerprint, parseKeyBlob } from '../host-keys/known-hosts.js';
import { loadSsh } from '../ssh2/ssh-module.js';

/** The result of reading a private key file. */
export type KeyFile =
  | { readonly kind: 'key'; readonly file: string; readonly key: ParsedKey; readonly label: string }
  /** Encrypted, with no passphrase: an agent may hold it. The public key is known if its file is beside it. */
  | {
      readonly kind: 'locked';
      readonly file: string;
      readonly publicKey: Buffer | undefined;
      readonly problem: FckError;
    }
  /** `publicKey`: given if only the public key is here; an agent may hold the private one. */
  | {
      readonly kind: 'unusable';
      readonly file: string;
      readonly missing: boolean;
      readonly publicKey?: Buffer | undefined;
      readonly problem: FckError;
    };

/** Decrypting takes a tenth of a second on purpose; hundreds of hosts share one key. */
const parsed = new Map<string, KeyFile & { kind: 'key' }>();

/** Reads a private key file. Never throws: whether a problem matters depends on where the file was configured. */
export async function readKeyFile(
  file: string,
  passphrase: Secret | undefined,
  host: string,
): Promise<KeyFile> {
  // A failure to load ssh2 is not the file's fault.
  loadSsh();
  // A key without a passphrase does not need one that is not set.
  const given = isUnset(passphrase) ? undefined : passphrase?.reveal();
  try {
    const { mtimeMs, size, mode, uid } = await stat(file);
    const version = [file, mtimeMs, size, given ?? ''].join('\0');
    const text = await readFile(file, 'utf8');
    if (isPublicKey(text)) return publicHalf(file, text, host);
    if ((mode & 0o077) !== 0 && uid === process.getuid?.()) {
      return unusable(file, host, 'others may read it', `Make it private: chmod 600 ${file}`);
    }
    // Looked up after the last await: of many hosts that start together, only the first decrypts.
    const known = parsed.get(version);
    if (known) return known;
    const result = parse(file, text, given, host);
    if (result.kind === 'key') parsed.set(version, result);
    if (result.kind === 'locked' && isUnset(passphrase))
      return { ...result, publicKey: await publicKeyOf(file), problem: missingVariables([passphrase]) };
    return result.kind === 'locked' ? { ...result, publicKey: await publicKeyOf(file) } : result;
  } catch (error) {
    const missing = hasCode(error, 'ENOENT');
    const hint =
      missing || isFolder(error)
        ? 'Correct `key_filename` (relative to the config file; `~` is your home), or make a key: ssh-keygen -t ed25519'
        : 'Make it readable for yourself.';
    const why = missing ? 'there is no such file' : isFolder(error) ? 'it is a folder' : messageOf(error);
    const result = unusable(file, host, why, hint, missing);
    return missing ? { ...result, publicKey: await publicKeyOf(file) } : result;
  }
}

function parse(file: string, text: string, passphrase: string | undefined, host: string): KeyFile {
  const locked = (why: string): KeyFile => ({
    kind: 'locked',
    file,
    publicKey: undefined,
    problem: sshErrors.keyEncrypted(host, file, why),
  });
  let key: ParsedKey | Error;
  try {
    key = loadSsh().parseKey(toOldFormat(text, passphrase), passphrase);
  } catch (error) {
    key = error instanceof Error ? error : new Error(String(error));
  }
  if (key instanceof Error) {
    if (
      /no passphrase given|passphrase required|interrupted or cancelled|TypeError.*passphrase/i.test(
        key.message,
      )
    ) {
      return locked(passphrase === undefined ? 'no passphrase is known' : 'its passphrase is wrong');
    }
    if (/passphrase|bad decrypt|integrity/i.test(key.message)) return locked('its passphrase is wrong');
    return unusable(
      file,
      host,
      key.message,
      'It must be a private key as ssh-keygen makes it (not the .pub file).',
    );
  }
  return { kind: 'key', file, key, label: `${file} ${fingerprint(key.getPublicSSH())}` };
}

/** PKCS#8, which ssh2 does not read, as the older form that it does read. */
function toOldFormat(text: string, passphrase: string | undefined): string {
  if (!/^-----BEGIN (ENCRYPTED )?PRIVATE KEY-----/m.test(text)) return text;
  const key = createPrivateKey(passphrase === undefined ? text : { key: text, passphrase });
  if (key.asymmetricKeyType === 'rsa') return key.export({ format: 'pem', type: 'pkcs1' }).toString();
  if (key.asymmetricKeyType === 'ec') return key.export({ format: 'pem', type: 'sec1' }).toString();
  throw new Error(`${key.asymmetricKeyType} keys must be in OpenSSH's own format`);
}

/** A public key as the configured file selects the agent's key, as in OpenSSH. */
function publicHalf(file: string, text: string, host: string): KeyFile {
  const [type = ''] = text.trim().split(/\s+/);
  const hint =
    'Load the private key into the agent (`ssh-add -L` lists what it holds), or name the private one: the file without .pub.';
  if (type.includes('-cert-'))
    return unusable(file, host, `it is a certificate, and ${NO_CERTIFICATES}`, hint);
  if (type.startsWith('sk-'))
    return unusable(
      file,
      host,
      'it is of a security key (FIDO), which fck does not support',
      'Name a key of another type.',
    );
  const why = 'it is a public key, and the agent does not have its private key';
  return { ...unusable(file, host, why, hint), publicKey: publicKeyIn(text) };
}

function publicKeyOf(file: string): Promise<Buffer | undefined> {
  return readFile(`${file}.pub`, 'utf8').then(publicKeyIn, () => undefined);
}

function publicKeyIn(text: string): Buffer | undefined {
  const [type = '', base64 = ''] = text.trim().split(/\s+/);
  return parseKeyBlob(type, base64);
}

/** The public key file is world-readable, and often configured instead of the private one. */
function isPublicKey(text: string): boolean {
  return /^\s*(ssh-|ecdsa-|sk-)/.test(text);
}

function isFolder(error: unknown): boolean {
  return hasCode(error, 'EISDIR');
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

function unusable(
  file: string,
  host: string,
  why: string,
  hint: string,
  missing = false,
): KeyFile & { kind: 'unusable' } {
  return { kind: 'unusable', file, missing, problem: sshErrors.keyFile(host, file, why, hint) };
}

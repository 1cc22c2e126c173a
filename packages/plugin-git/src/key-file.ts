import { readFile } from 'node:fs/promises';
import { expandPath, messageOf, type Secret, secret } from '@fck/core';

/** A private key of this machine, or why it cannot be used. */
export type KeyFile =
  | { readonly kind: 'key'; readonly content: Secret }
  | { readonly kind: 'unusable'; readonly file: string; readonly why: string };

/**
 * Reads a private key file.
 *
 * @param file as written in the config: relative to its folder, `~` is the home of the user of this machine.
 */
export async function readKeyFile(directory: string, file: string): Promise<KeyFile> {
  const path = expandPath(file, directory);
  try {
    const text = await readFile(path, 'utf8');
    const why = whyNotUsable(text);
    return why === undefined
      ? { kind: 'key', content: secret(tidied(text)) }
      : { kind: 'unusable', file: path, why };
  } catch (error) {
    return { kind: 'unusable', file: path, why: readingFailed(error) };
  }
}

/** Why git could not log in with this file; undefined if it could. */
export function whyNotUsable(text: string): string | undefined {
  if (/^\s*(ssh-|ecdsa-|sk-)/.test(text)) return 'it is a public key; the private one is needed';
  const armour = /-----BEGIN ([A-Z0-9 ]*PRIVATE KEY)-----([\s\S]*?)-----END \1-----/.exec(text);
  if (!armour) return 'it contains no private key that OpenSSH reads';
  const [, label = '', body = ''] = armour;
  if (isEncrypted(label, body)) return 'it is protected by a passphrase, and a host cannot ask for it';
  return undefined;
}

function isEncrypted(label: string, body: string): boolean {
  if (label.startsWith('ENCRYPTED') || /Proc-Type:.*ENCRYPTED/.test(body)) return true;
  if (label !== 'OPENSSH PRIVATE KEY') return false;
  // "openssh-key-v1\0", then the name of the cipher with its length before it.
  const bytes = Buffer.from(body.replaceAll(/\s/g, ''), 'base64');
  const start = 'openssh-key-v1'.length + 1;
  if (bytes.length < start + 4) return false;
  const cipher = bytes.subarray(start + 4, start + 4 + bytes.readUInt32BE(start)).toString();
  return cipher !== 'none';
}

/** OpenSSH refuses keys with Windows line ends, or without a newline at their end. */
function tidied(text: string): string {
  return `${text.replaceAll('\r\n', '\n').trimEnd()}\n`;
}

function readingFailed(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EACCES') return 'you may not read it';
  if (code === 'EISDIR') return 'it is a folder';
  return messageOf(error);
}

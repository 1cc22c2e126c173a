import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { hasErrno } from './errno.js';
import { run } from './process.js';
import type { Folders } from './state.js';

/** The private key that logs in to every host of a state folder. */
export function identityFile(folders: Folders): string {
  return join(folders.stateDir, 'id_ed25519');
}

/** Makes the key pair if there is none; returns the public key as a line of authorized_keys. */
export async function ensureIdentity(folders: Folders): Promise<string> {
  const file = identityFile(folders);
  await mkdir(folders.stateDir, { recursive: true, mode: 0o700 });
  try {
    await readFile(file); // the private half is written last
    return (await readFile(`${file}.pub`, 'utf8')).trim();
  } catch (error) {
    if (!hasErrno(error, 'ENOENT')) throw error;
  }
  const making = `${file}.new`;
  await Promise.all([rm(making, { force: true }), rm(`${making}.pub`, { force: true })]);
  const key = await generateKey(making, 'fck-sandbox');
  await rename(`${making}.pub`, `${file}.pub`);
  await rename(making, file);
  return key;
}

/** Makes an ed25519 key pair without a passphrase; returns the public key. */
export async function generateKey(file: string, comment: string): Promise<string> {
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', comment, '-f', file]);
  return (await readFile(`${file}.pub`, 'utf8')).trim();
}

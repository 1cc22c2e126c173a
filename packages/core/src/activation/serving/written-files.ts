import { createHash } from 'node:crypto';
import type { Remote } from '../../api/remote.js';
import type { WrittenFile } from '../../api/written-file.js';
import { sh } from '../../command/command.js';
import { withSecrets } from '../../command/escaped.js';
import { Secret } from '../../command/secret.js';

/** A file that an activation wrote. Only its hash is recorded: the file may hold secrets. */
export interface FileDigest {
  readonly path: string;
  /** SHA-256 of the salt and the content, in hexadecimal. */
  readonly digest: string;
}

/** The record of files. */
export function digestsOf(files: readonly WrittenFile[], salt: string): FileDigest[] {
  return files.map(({ path, content }) => {
    const text = content instanceof Secret ? content.reveal() : withSecrets(content);
    return { path, digest: createHash('sha256').update(`${salt}${text}`).digest('hex') };
  });
}

/** Compares files with what fck wrote: one line for each that is gone or has changed. Reads as root. */
export async function changesOfFiles(
  remote: Remote,
  files: readonly FileDigest[],
  salt: string,
): Promise<string[]> {
  if (files.length === 0) return [];
  const found = await remote.as('root').query(sh`
for file in ${files.map(({ path }) => path)}; do
  if [ -f "$file" ]; then { printf %s ${salt}; cat -- "$file"; } | sha256sum; else echo missing; fi
done`);
  const digests = found.split('\n').map((line) => line.split(' ')[0]);
  return files.flatMap(({ path, digest }, index) => {
    if (digests[index] === digest) return [];
    return `${path} ${digests[index] === 'missing' ? 'is missing' : 'was changed since fck wrote it'}`;
  });
}

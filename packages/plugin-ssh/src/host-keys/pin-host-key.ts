import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type KnownHost, keyType, matchesName, parseKnownHosts } from './known-hosts.js';

/** One writer at a time for each file: hosts are connected in parallel. */
const writers = new Map<string, Promise<unknown>>();

/**
 * Adds a host's key to a known_hosts file. Other processes may do so at the same time: a line is appended by one write.
 *
 * @returns the existing line if another process added the host first; undefined if this key was added.
 */
export function pinHostKey(file: string, name: string, key: Buffer): Promise<KnownHost | undefined> {
  const turn = (writers.get(file) ?? Promise.resolve()).catch(() => {}).then(() => append(file, name, key));
  const settled = turn.catch(() => {});
  writers.set(file, settled);
  void settled.then(() => {
    if (writers.get(file) === settled) writers.delete(file);
  });
  return turn;
}

async function append(file: string, name: string, key: Buffer): Promise<KnownHost | undefined> {
  const earlier = await firstLine(file, name);
  if (earlier) return earlier.key.equals(key) ? undefined : earlier;
  await mkdir(dirname(file), { recursive: true });
  const handle = await open(file, 'a+', 0o600);
  try {
    const { size } = await handle.stat();
    const last = Buffer.alloc(1);
    if (size > 0) await handle.read(last, 0, 1, size - 1);
    // An editor may have left the last line without a newline.
    const separator = size > 0 && last[0] !== 10 ? '\n' : '';
    await handle.write(`${separator}${name} ${keyType(key)} ${key.toString('base64')}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  // If two processes add the same host, the first line wins, and both see the same one.
  const first = await firstLine(file, name);
  return first && !first.key.equals(key) ? first : undefined;
}

async function firstLine(file: string, name: string): Promise<KnownHost | undefined> {
  const lines = await readKnownHosts(file);
  return lines.find((known) => !known.revoked && !known.authority && matchesName(known.names, name));
}

/** The usable lines of a file; none if there is no such file. */
export async function readKnownHosts(file: string): Promise<KnownHost[]> {
  try {
    return parseKnownHosts(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return [];
    throw error;
  }
}

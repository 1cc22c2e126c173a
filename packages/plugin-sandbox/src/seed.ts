import { cp, mkdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from './process.js';

/** Only standard programs: an image may have others of the same names earlier on PATH. */
export const ROOT_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';

/** Writes texts and copies this machine's files into a folder that becomes part of a root. */
export async function writeSeed(
  seed: string,
  texts: ReadonlyMap<string, string>,
  copies: readonly string[],
): Promise<void> {
  for (const [path, text] of texts) {
    await mkdir(dirname(join(seed, path)), { recursive: true });
    await writeFile(join(seed, path), text, { mode: 0o644 });
  }
  for (const path of copies) {
    const found = await stat(path).catch(() => undefined);
    if (!found) continue;
    // A single file may be a link to a file that hosts do not have; links in a folder of certificates are valid there.
    const links = found.isFile() ? { dereference: true } : { verbatimSymlinks: true };
    await cp(path, join(seed, path), { recursive: true, ...links });
  }
}

/** Copies a tree into a root from inside that root, so that no link in it can lead outside. */
export async function plant(seed: string, root: string): Promise<void> {
  const archive = `${seed}.tar`;
  await run(['tar', '-C', seed, '--owner=0', '--group=0', '-cf', archive, '.']);
  await unpackInside(root, archive);
  await rm(archive);
}

/** Unpacks an archive in a root, as {@link plant} does. */
export async function unpackInside(root: string, archive: string): Promise<void> {
  const script = `PATH=${ROOT_PATH}; exec tar -C / --no-overwrite-dir --keep-directory-symlink -xpf -`;
  // Standard input is opened outside the root and read inside, where the archive has no path.
  await run(['sh', '-euc', 'exec chroot "$1" /bin/sh -euc "$2" < "$3"', 'sh', root, script, archive]);
}

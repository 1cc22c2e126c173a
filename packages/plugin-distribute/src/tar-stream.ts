import { type Command, type Remote, sh } from '@fck/core';

/** How a stream of files is compressed on its way. */
export type Compression = 'zstd' | 'gzip';

/** zstd, if both machines have it: it is several times as fast as gzip. */
export async function bestCompression(...remotes: readonly Remote[]): Promise<Compression> {
  const have = await Promise.all(remotes.map((remote) => remote.test(sh`command -v zstd`)));
  return have.every(Boolean) ? 'zstd' : 'gzip';
}

/** Sends a folder's content to standard output. */
export function packFolder(folder: string, compression: Compression): Command {
  const compress = compression === 'zstd' ? sh`zstd -q -3 -T0 -c` : sh`gzip -1 -c`;
  return sh`tar -C ${folder} -cf - . | ${compress}`;
}

/**
 * Makes a new folder of what comes on standard input, with the modes and times that it had, owned by whoever does this.
 * tar gives folders their modes last, so that read-only ones can be filled.
 */
export function unpackInto(folder: string, compression: Compression): Command {
  const expand = compression === 'zstd' ? sh`zstd -q -d -c` : sh`gzip -d -c`;
  return sh`mkdir -- ${folder} && ${expand} | tar -C ${folder} -xpof -`;
}

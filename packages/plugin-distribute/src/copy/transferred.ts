/** What came of a copy, as the receiving end says it. Sizes in bytes. */
export interface Transferred {
  /** Files that had to be fetched, and their sizes together. */
  readonly files: number;
  readonly bytes: number;
  /** All files of the build. */
  readonly allFiles: number;
  readonly allBytes: number;
  /** What came over the network, compressed. */
  readonly sent: number;
}

/** Reads what the receiving end says last; undefined if it is nothing of the kind. */
export function parseTransferred(output: string): Transferred | undefined {
  // Where both ends speak through this machine, it stands behind names of files, which end with NUL.
  const match = /(?:^|[\n\0])got +(\d+) +(\d+) +(\d+) +(\d+) +(\d+)\n$/.exec(output);
  if (!match) return undefined;
  const [files = 0, bytes = 0, allFiles = 0, allBytes = 0, sent = 0] = match.slice(1).map(Number);
  return { files, bytes, allFiles, allBytes, sent };
}

/** `1.2 MiB of 198.4 MiB (122 of 12000 files, 0.4 MiB compressed)` */
export function describeTransferred({ files, bytes, allFiles, allBytes, sent }: Transferred): string {
  return `${mebibytes(bytes)} of ${mebibytes(allBytes)} (${files} of ${allFiles} files, ${mebibytes(sent)} compressed)`;
}

/** `1.2 MiB` */
export function mebibytes(bytes: number): string {
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

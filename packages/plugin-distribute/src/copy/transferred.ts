/** What a copy transferred, as the receiving end reports it. Sizes in bytes. */
export interface Transferred {
  /** Fetched files, and their total size. */
  readonly files: number;
  readonly bytes: number;
  /** All files of the build. */
  readonly allFiles: number;
  readonly allBytes: number;
  /** Compressed bytes received over the network. */
  readonly sent: number;
}

/** Parses the last line of the receiving end; undefined if it is another text. */
export function parseTransferred(output: string): Transferred | undefined {
  // In a copy through this machine, it follows names of files, each with a NUL at its end.
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

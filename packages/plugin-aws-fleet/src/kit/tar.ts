/** A file, or a symbolic link, in an archive. */
export type TarEntry =
  | { readonly path: string; readonly content: Buffer; readonly executable?: boolean | undefined }
  | { readonly path: string; readonly target: string };

const BLOCK = 512;
/** Maximum length of a path in a header; longer paths get a separate entry before it, as in GNU tar. */
const LONGEST = 100;

/** Makes a tar archive. Equal entries give equal bytes: all belong to root and are dated 1970. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.flatMap(blocksOf), Buffer.alloc(2 * BLOCK)]);
}

function blocksOf(entry: TarEntry): Buffer[] {
  const { path } = entry;
  const long = Buffer.byteLength(path) > LONGEST ? longName('L', path) : [];
  if ('target' in entry) {
    const { target } = entry;
    const longTarget = Buffer.byteLength(target) > LONGEST ? longName('K', target) : [];
    return [...longTarget, ...long, header({ path, kind: '2', size: 0, mode: 0o777, target })];
  }
  const { content, executable = false } = entry;
  const mode = executable ? 0o755 : 0o644;
  return [...long, header({ path, kind: '0', size: content.length, mode }), ...padded(content)];
}

function longName(kind: 'L' | 'K', text: string): Buffer[] {
  const content = Buffer.from(`${text}\0`);
  return [header({ path: '././@LongLink', kind, size: content.length, mode: 0o644 }), ...padded(content)];
}

function padded(content: Buffer): Buffer[] {
  const rest = content.length % BLOCK;
  return rest === 0 ? [content] : [content, Buffer.alloc(BLOCK - rest)];
}

interface Header {
  readonly path: string;
  /** `0`: file, `2`: symbolic link, `L` and `K`: a name and a target that are too long for a header. */
  readonly kind: string;
  /** Bytes. */
  readonly size: number;
  readonly mode: number;
  readonly target?: string;
}

function header({ path, kind, size, mode, target = '' }: Header): Buffer {
  const block = Buffer.alloc(BLOCK);
  const octal = (number: number, at: number, length: number) =>
    block.write(`${number.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
  block.write(path, 0, LONGEST);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write('        ', 148);
  block.write(kind, 156);
  block.write(target, 157, LONGEST);
  block.write('ustar  \0', 257, 'latin1');
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

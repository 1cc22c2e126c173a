import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { initErrors } from './errors.js';

/** A file that `fck init` writes. */
export interface NewFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly content: string;
  /** Only for its owner to read; never shown. */
  readonly secret?: true;
  /** It exists, and gets further lines. */
  readonly extends?: true;
}

/**
 * Writes all files or none: each is written beside its place, then all are moved there. A file that appeared meanwhile is kept.
 *
 * @throws FckError `INIT_FILE_EXISTS`
 */
export async function writeAll(folder: string, files: readonly NewFile[]): Promise<void> {
  const inTheWay = files.find((file) => !file.extends && existsSync(join(folder, file.path)));
  if (inTheWay) throw initErrors.fileInTheWay(inTheWay.path);
  const undo: (() => Promise<unknown>)[] = [];
  const temporary = ({ path }: NewFile) => `${join(folder, path)}.${process.pid}.tmp`;
  try {
    for (const file of files) {
      const made = await mkdir(dirname(join(folder, file.path)), { recursive: true });
      if (made !== undefined) undo.push(() => rmdir(made));
      undo.push(() => rm(temporary(file), { force: true }));
      await writeFile(temporary(file), file.content, { mode: file.secret ? 0o600 : 0o666, flag: 'wx' });
    }
    for (const file of files) undo.push(await moveIntoPlace(join(folder, file.path), temporary(file), file));
  } catch (thrown) {
    for (const step of undo.toReversed()) await step().catch(() => {});
    throw thrown;
  }
}

/** @returns how to undo it */
async function moveIntoPlace(
  path: string,
  temporary: string,
  file: NewFile,
): Promise<() => Promise<unknown>> {
  if (file.extends) {
    const before = await readFile(path);
    await chmod(temporary, 0o644);
    await rename(temporary, path);
    return () => writeFile(path, before);
  }
  // Unlike a rename, a link never replaces a file.
  await link(temporary, path).catch((thrown: NodeJS.ErrnoException) => {
    throw thrown.code === 'EEXIST' ? initErrors.fileInTheWay(file.path) : thrown;
  });
  await rm(temporary, { force: true });
  return () => rm(path, { force: true });
}

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type CreateFckOptions, createFck } from '../create.js';
import { type FckError, isFckError } from '../errors/fck-error.js';
import type { FckContainer } from '../fck.js';

/** A temporary folder with these files, removed when the test is over. */
export function folderWith(files: Readonly<Record<string, string | Buffer>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fck-config-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** Loads the configuration among these files, with an empty environment unless one is given. */
export function load(
  files: Readonly<Record<string, string | Buffer>>,
  options: CreateFckOptions = {},
): Promise<FckContainer> {
  return createFck({ cwd: folderWith(files), env: {}, ...options });
}

/** The error of loading these files; its places are relative to the folder. */
export async function failure(
  files: Readonly<Record<string, string | Buffer>>,
  options: CreateFckOptions = {},
): Promise<
  Pick<FckError, 'code' | 'message' | 'hint' | 'detail' | 'plugin' | 'cause'> & { place: string | undefined }
> {
  const folder = options.cwd ?? folderWith(files);
  const outcome = await createFck({ cwd: folder, env: {}, ...options }).then(
    () => new Error('it was loaded without an error'),
    (thrown: unknown) => thrown,
  );
  if (!isFckError(outcome)) throw outcome;
  const { code, message, hint, detail, plugin, cause, where } = outcome;
  const relative = (text: string | undefined) => text?.replaceAll(`${folder}/`, '');
  const place =
    where && [where.file, where.line, where.column].filter((part) => part !== undefined).join(':');
  return {
    code,
    message: relative(message) ?? '',
    hint: relative(hint),
    detail: relative(detail),
    plugin,
    cause,
    place: relative(place),
  };
}

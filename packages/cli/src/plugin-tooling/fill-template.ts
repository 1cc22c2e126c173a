import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Copies a folder of templates, and replaces `%WORD%` in each file. A `_` at the beginning of a file's or folder's name is removed:
 * it prevents npm and this package's tools from using the template as their own file.
 *
 * @param values by their placeholder words
 * @returns the sorted paths of the written files in `to`
 */
export async function fillTemplate(
  from: string,
  to: string,
  values: Readonly<Record<string, string>>,
): Promise<string[]> {
  const entries = await readdir(from, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const written = files.map(async (file) => {
    const path = file
      .slice(from.length + 1)
      .split(/[\\/]/)
      .map((part) => part.replace(/^_/, ''))
      .join('/');
    await mkdir(dirname(join(to, path)), { recursive: true });
    await writeFile(join(to, path), filled(await readFile(file, 'utf8'), values));
    return path;
  });
  return (await Promise.all(written)).toSorted();
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/%([A-Z]+)%/g, (whole, word: string) => values[word] ?? whole);
}

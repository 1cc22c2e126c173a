import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projects } from './paths.mjs';

/**
 * A new folder for the files of a contestant.
 *
 * @param {string} name below the folder of all projects
 * @param {Record<string, string>} files path below the folder, and content
 * @returns {string} the folder
 */
export function projectFolder(name, files) {
  const folder = join(projects, name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Folders that hold no code of the application. */
const skipped = new Set(
  'node_modules __pycache__ site-packages build dist tests test docs doc examples migrations static media'.split(
    ' ',
  ),
);

/** No application has more files in its upper folders; the limit guards against a home folder. */
const MOST_FILES = 3000;
const DEEPEST = 4;
const LARGEST_FILE = 500_000;

/** The folder of a project, as `fck init` reads it: nothing in it is run. */
export class ProjectFolder {
  readonly path: string;
  #python: readonly string[] | undefined;

  constructor(path: string) {
    this.path = path;
  }

  /** Whether there is a file or folder at this path. */
  has(path: string): boolean {
    return existsSync(join(this.path, path));
  }

  /** Whether there is a folder with something in it. */
  hasFilledFolder(path: string): boolean {
    try {
      return readdirSync(join(this.path, path)).length > 0;
    } catch {
      return false;
    }
  }

  /** The content of a file; undefined if it does not exist, cannot be read or is too large for source code. */
  read(path: string): string | undefined {
    try {
      const file = join(this.path, path);
      const found = statSync(file);
      return found.isFile() && found.size <= LARGEST_FILE ? readFileSync(file, 'utf8') : undefined;
    } catch {
      return undefined;
    }
  }

  /** Names of the folders at its top. */
  get folders(): readonly string[] {
    return this.#entries('').flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));
  }

  /** Paths of the Python files that may be part of the application, those nearest to the top first. */
  get pythonFiles(): readonly string[] {
    this.#python ??= this.#collect();
    return this.#python;
  }

  #collect(): readonly string[] {
    const found: string[] = [];
    let folders = [''];
    for (let depth = 0; depth <= DEEPEST && folders.length > 0 && found.length < MOST_FILES; depth += 1) {
      const next: string[] = [];
      for (const folder of folders) {
        for (const entry of this.#entries(folder)) {
          const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
          if (entry.isDirectory()) {
            if (isCodeFolder(entry.name) && !this.has(`${path}/pyvenv.cfg`)) next.push(path);
          } else if (entry.isFile() && isCodeFile(entry.name)) found.push(path);
        }
      }
      folders = next;
    }
    return found.slice(0, MOST_FILES);
  }

  #entries(folder: string) {
    try {
      return readdirSync(join(this.path, folder), { withFileTypes: true }).toSorted((a, b) =>
        a.name < b.name ? -1 : 1,
      );
    } catch {
      return [];
    }
  }
}

function isCodeFolder(name: string): boolean {
  return !skipped.has(name) && /^[A-Za-z_]\w*$/.test(name);
}

function isCodeFile(name: string): boolean {
  return /^[A-Za-z_]\w*\.py$/.test(name) && !/^(test_.*|.*_test|conftest|setup|manage)\.py$/.test(name);
}

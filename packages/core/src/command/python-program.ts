import { readFileSync } from 'node:fs';

/**
 * Joins the files of a Python program into one text for `python3 -c`, so that no file has to be uploaded.
 *
 * @param folder has the files; it ends with `/`
 * @param modules what the program imports of them; each comes before what imports it
 * @example sh`python3 -I -c ${pythonProgram(new URL('../python/', import.meta.url), 'main', ['shared'])}`
 */
export function pythonProgram(folder: URL, main: string, modules: readonly string[]): string {
  const files = [...modules.map((name) => [name, name]), ['__main__', main]].map(([module, file]) => [
    module,
    readFileSync(new URL(`${file}.py`, folder), 'utf8'),
  ]);
  // JSON is Python, too.
  return `import sys
for name, text in ${JSON.stringify(files)}:
    exec(compile(text, name + '.py', 'exec'), vars(sys.modules.setdefault(name, type(sys)(name))))`;
}

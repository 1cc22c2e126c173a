import { readFile } from 'node:fs/promises';
import type { Place } from '../errors/fck-error.js';

/** The place of a syntax error in a module. Node does not report it for ES modules, so they are parsed again. */
export async function placeOfSyntaxError(thrown: unknown, file: string): Promise<Place | undefined> {
  if (!(thrown instanceof Error) || thrown.name !== 'SyntaxError') return undefined;
  try {
    const { createJiti } = await import('jiti');
    const code = createJiti(file, { fsCache: false }).transform({
      source: await readFile(file, 'utf8'),
      filename: file,
      async: true,
    });
    // Replaces the code if it cannot be parsed.
    const [, line, column] = /__JITI_ERROR__ = \{.*?"line":(\d+),"column":(\d+)/.exec(code) ?? [];
    return line === undefined ? undefined : { file, line: Number(line), column: Number(column) + 1 };
  } catch {
    return undefined;
  }
}

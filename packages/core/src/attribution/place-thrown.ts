import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Place } from '../errors/fck-error.js';
import { once } from '../once.js';

/** Folders of code between a plugin and Node, which a plugin's error does not come from. */
const ours = once(() => dirname(dirname(fileURLToPath(import.meta.url))));
const between = /[\\/](node_modules[\\/](jiti|tapable)|cli[\\/]bundle)[\\/]/;

/** Where an error was thrown: the first place of its stack that is neither in fck's core nor in Node. */
export function placeThrown(thrown: unknown): Place | undefined {
  if (!(thrown instanceof Error) || thrown.stack === undefined) return undefined;
  return syntaxErrorPlace(thrown) ?? stackPlaces(thrown.stack).find(isOutside);
}

/** Node writes the place of a syntax error before the message: `/path/x.mjs:3`. */
function syntaxErrorPlace({ name, message, stack = '' }: Error): Place | undefined {
  if (name !== 'SyntaxError') return parseErrorPlace(message);
  const [, path, line] = /^((?:file:\/\/)?\/[^\n]+?):(\d+)\n/.exec(stack) ?? [];
  if (path === undefined || path.startsWith('node:')) return undefined;
  const place = { file: asPath(path), line: Number(line) };
  return isOutside(place) ? place : undefined;
}

/** jiti writes it after the message: `ParseError: … /path/x.ts:3:0`. */
function parseErrorPlace(message: string): Place | undefined {
  const [, file, line, column] = /^ParseError: [\s\S]*\n\s*(\/.+):(\d+):(\d+)$/.exec(message.trimEnd()) ?? [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) + 1 };
}

function stackPlaces(stack: string): Place[] {
  return [...stack.matchAll(/^\s+at (?:.*\()?((?:file:\/\/)?\/[^\n()]+?):(\d+):(\d+)\)?$/gm)].map(
    ([, path = '', line, column]) => ({ file: asPath(path), line: Number(line), column: Number(column) }),
  );
}

function isOutside({ file }: Place): boolean {
  return !file.startsWith(`${ours()}/`) && !between.test(file);
}

function asPath(path: string): string {
  return (path.startsWith('file:') ? fileURLToPath(path) : path).replace(/\?.*$/, '');
}

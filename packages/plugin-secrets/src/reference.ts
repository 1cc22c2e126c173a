import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { secretsErrors } from './errors.js';

/** A reference of the form `NAME#PART`; without `#`, there is no part. */
export function partsOf(reference: string): { readonly name: string; readonly part: string | undefined } {
  const at = reference.lastIndexOf('#');
  return at < 0
    ? { name: plainName(reference), part: undefined }
    : { name: plainName(reference.slice(0, at)), part: reference.slice(at + 1) };
}

/** A name as an argument of a tool, which would take a dash at its beginning for an option. */
export function plainName(name: string): string {
  if (name.startsWith('-') || name === '')
    throw secretsErrors.noValue(
      name === '' ? 'the reference has no name' : 'the reference begins with "-"',
      'Correct the reference: docs/secrets.md shows the form of each source.',
    );
  return name;
}

/** The path of a file: relative to the folder of the configuration; `~` is the home folder. */
export function fileAt(path: string, directory: string): string {
  return resolve(directory, path.replace(/^~(?=\/)/, homedir()));
}

/** The text at a key of a JSON object: secrets with several values are usually stored so. */
export function jsonMember(text: string, key: string, what: string): string {
  const hint = `Without #${key}, the whole text is the value.`;
  const members = parsed(text);
  if (typeof members !== 'object' || members === null)
    throw secretsErrors.noValue(`${what} holds no JSON object, so it has no "${key}"`, hint);
  const value: unknown = new Map<string, unknown>(Object.entries(members)).get(key);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return value;
  const keys = Object.keys(members).join(', ');
  throw secretsErrors.noValue(`${what} has no text "${key}" (it has ${keys || 'nothing'})`, hint);
}

/** What a tool prints as JSON; undefined if it is none. The parser's own message would have a part of the text. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Without the line break that a tool adds. */
export function withoutLastBreak(text: string): string {
  return text.replace(/\r?\n$/, '');
}

import { placeThrown } from '../attribution/place-thrown.js';
import { commandErrors } from '../errors/command.js';
import type { FckError } from '../errors/fck-error.js';
import { holdsSecrets } from './escaped.js';
import { readTemplate } from './read-template.js';
import { refusalError } from './refusal-error.js';
import { Secret } from './secret.js';

const COMMAND = Symbol.for('fck.command');

/**
 * Values for a `${…}` of {@link sh}: text and numbers are quoted, arrays become several words, commands are spliced in.
 */
export type ShellValue = string | number | Command | readonly (string | number | Command)[];

/** A shell command whose interpolated values are all quoted. Only {@link sh} makes one. */
export interface Command {
  readonly [COMMAND]: true;
  /** The text as a POSIX shell reads it. */
  readonly text: string;
}

/**
 * Builds a shell command. The template is trusted; every interpolated value is quoted as one word (an array: one word
 * per element), so that no value can ever be read as shell syntax. A placeholder may touch other text
 * (`--name=${name}`, `"$HOME"/${file}`) and be in `$(…)`. A placeholder where quotes would not protect the value is
 * refused: in quotes, backticks, here-documents, comments, arithmetic, and in `${…}` of the shell within double quotes.
 *
 * The template is read as it is written: backslashes are the shell's. The only exception is `\${`, which the shell gets
 * as `${`.
 *
 * A {@link Secret} is refused: on a command line every user of the host could read it. Give secrets to `run` as `input`
 * or `env`, or `write` them to a file.
 *
 * @throws FckError `COMMAND_SECRET` for a secret, `COMMAND_VALUE` for a value that no shell word can hold (NUL,
 * undefined), `COMMAND_SHAPE` if it is called with a text, as no tag is, `COMMAND_PLACEHOLDER` for a placeholder
 * where no value is safe, `COMMAND_UNCLOSED` for a template that leaves quotes or the like open.
 * @example sh`rm -rf -- ${path}` sh`apt-get install -y ${['nginx', 'git']}` sh`cd ${dir} && ${inner}`
 */
export function sh(template: TemplateStringsArray, ...values: ShellValue[]): Command {
  // Plugins in JavaScript have no types that would refuse sh('uptime').
  if (!Array.isArray(template?.raw)) throw notCommand(template);
  const read = readTemplate(template);
  if ('refused' in read) throw refusalError(read, placeThrown(new Error()));
  let text = read.texts[0] ?? '';
  values.forEach((value, index) => {
    const touches = read.touches[index];
    text += touches === undefined ? shellText(value) : touchingText(value, touches);
    text += read.texts[index + 1] ?? '';
  });
  return commandOf(text);
}

/** Joins commands so that each runs only if those before it succeeded. */
export function allOf(...commands: readonly Command[]): Command {
  return commandOf(commands.map((command) => `{ ${command.text}\n}`).join(' && '));
}

/** Whether a value is a {@link Command}, also one made by another copy of this package. */
export function isCommand(value: unknown): value is Command {
  return typeof value === 'object' && value !== null && COMMAND in value;
}

/**
 * Accepts only a command: plugins in JavaScript have no types that would refuse a text.
 *
 * @throws FckError `COMMAND_SHAPE`
 */
export function assertCommand(value: unknown): asserts value is Command {
  if (!isCommand(value)) throw notCommand(value);
}

/**
 * Quotes one word for a POSIX shell. Plain words stay as they are, for readable logs.
 *
 * @throws FckError `COMMAND_VALUE` if the word holds a NUL byte, `COMMAND_SECRET` if it holds a secret that was `escaped`.
 */
export function quote(word: string): string {
  if (holdsSecrets(word)) throw commandErrors.secret();
  if (word.includes('\0')) throw commandErrors.value('a text with a NUL byte');
  if (/^[A-Za-z0-9_@%+:,./-]+$/.test(word) && !RESERVED.has(word)) return word;
  return inQuotes(word);
}

/** Syntax as the first word of a command, or in a pattern of `case`. */
const RESERVED = new Set(
  'case coproc do done elif else esac fi for function if in select then until while'.split(' '),
);

function inQuotes(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/**
 * Takes a line of shell as it is, for text that a user wrote as a command (`post_build`, `fck exec`). Never for text
 * built from values: use {@link sh}.
 *
 * @throws FckError `COMMAND_VALUE` for a NUL byte, `COMMAND_SECRET` for a secret that was `escaped`.
 */
export function userCommand(line: string): Command {
  if (holdsSecrets(line)) throw commandErrors.secret();
  if (line.includes('\0')) throw commandErrors.value('a command with a NUL byte');
  return commandOf(line);
}

function commandOf(text: string): Command {
  return { [COMMAND]: true, text };
}

function notCommand(value: unknown): FckError {
  return commandErrors.shape(
    typeof value === 'string' ? 'a text' : `a value of type ${typeof value}`,
    placeThrown(new Error()),
  );
}

function shellText(value: unknown): string {
  if (value instanceof Secret) throw commandErrors.secret();
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (Array.isArray(value)) return value.map(shellText).join(' ');
  if (isCommand(value)) return value.text;
  throw commandErrors.value(value === null ? 'null' : typeof value);
}

/**
 * Like {@link shellText}, for places where a plain word would become part of its neighbour: `$name`, `~`, or the number
 * before `>`.
 */
function touchingText(value: unknown, next: string): string {
  const text = shellText(value);
  if (isCommand(value)) return `${text} `;
  if (Array.isArray(value))
    return value.length === 0 && next === '#'
      ? "''"
      : value.map((each) => touchingText(each, next)).join(' ');
  return typeof value === 'string' && text !== value ? text : inQuotes(text);
}

import { escaped, Secret, withSecrets } from '@fck/core';
import { supervisorErrors } from './errors.js';

/**
 * Expands to nothing when supervisord interpolates a value. Inserted beside a character that the file's parser would treat as
 * syntax (a comment sign, blanks at a line's end), it separates that character from the blank or the line's end.
 */
const GUARD = '%(program_name).0s';

const CONTROL_OR_BREAK = /(?!\t)\p{Cc}/u;
const CONTROL = /(?![\t\n])\p{Cc}/u;

/**
 * Writes text as a value of supervisord's configuration file, so that supervisord reads exactly this text.
 *
 * @param what names the value in the message: `the directory`
 * @throws FckError `SUPERVISOR_VALUE` for text with a line break or another control character.
 */
export function iniValue(text: string, what: string): string {
  if (CONTROL_OR_BREAK.test(text)) throw supervisorErrors.value(what, 'a control character or a line break');
  return guardedLine(text);
}

/**
 * Writes a program and its arguments as a `command`, which supervisord splits as a shell would.
 *
 * @throws FckError `SUPERVISOR_VALUE` for a word with a line break or another control character.
 */
export function iniCommand(argv: readonly string[]): string {
  return argv.map((word) => iniValue(shellWord(word), 'an argument of the command')).join(' ');
}

/** A program with its environment, as two settings that belong together. */
export interface IniProgram {
  readonly command: string;
  readonly environment: string;
}

/**
 * Writes a program and its variables as a `command` and an `environment`. Values may have several lines (a PEM key, say).
 *
 * supervisord's syntax cannot express a quote within quotes of the same kind, and supervisord strips quotes at both ends of a value.
 * So a value that it cannot hold is written as octal codes into the environment, and a shell decodes them before it executes the
 * program. No part of the value is in the command.
 *
 * @throws FckError `SUPERVISOR_VALUE` names the argument or the variable that supervisord cannot hold.
 */
export function iniProgram(
  argv: readonly string[],
  env: Readonly<Record<string, string | Secret>>,
): IniProgram {
  const coded = Object.keys(env).filter((name) => needsCodes(plainText(env[name] ?? '')));
  const decoding = coded.map((name) => `${name}=$(printf '%b.' "$${name}"); export ${name}="\${${name}%.}"`);
  return {
    command: iniCommand(
      coded.length === 0 ? argv : ['/bin/sh', '-c', [...decoding, 'exec "$@"'].join('; '), 'sh', ...argv],
    ),
    environment: iniEnvironment(env),
  };
}

function plainText(value: string | Secret): string {
  return value instanceof Secret ? value.reveal() : withSecrets(value);
}

function iniEnvironment(env: Readonly<Record<string, string | Secret>>): string {
  return Object.entries(env)
    .map(
      ([name, value]) => `${environmentName(name)}=${escaped(value, (text) => environmentValue(name, text))}`,
    )
    .join(',');
}

function environmentName(name: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw supervisorErrors.value(
      `the environment variable "${name}"`,
      'a name that is not letters, digits and _',
    );
  }
  return name;
}

function environmentValue(name: string, text: string): string {
  if (text.includes('\0')) throw supervisorErrors.value(`the environment variable ${name}`, 'a NUL byte');
  if (needsCodes(text)) return `"${inOctal(text)}"`;
  const quote = text.includes('"') ? "'" : '"';
  // Lines after the first are indented, which marks them as a continuation of the value.
  return quote + text.split('\n').map(guardedLine).join('\n  ') + quote;
}

/** Whether supervisord has no way to read this text as the value of a variable. */
function needsCodes(text: string): boolean {
  return CONTROL.test(text) || /^["']|["']$/.test(text) || (text.includes('"') && text.includes("'"));
}

/** As `printf %b` reads it. */
function inOctal(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) =>
      /[A-Za-z0-9]/.test(String.fromCharCode(byte))
        ? String.fromCharCode(byte)
        : `\\0${byte.toString(8).padStart(3, '0')}`,
    )
    .join('');
}

function guardedLine(line: string): string {
  return `${/^\s|^$/.test(line) ? GUARD : ''}${guarded(line)}${/\s$/.test(line) ? GUARD : ''}`;
}

function guarded(text: string): string {
  // supervisord replaces `%(here)s` before it interpolates, even if the percent sign is doubled: a guard separates the two.
  return text.replaceAll('%', '%%').replaceAll('%(', `%${GUARD}(`).replace(/[;#]/g, `${GUARD}$&`);
}

function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+:,./=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

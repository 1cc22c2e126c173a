import { systemdErrors } from '../errors/systemd.js';
import { escaped as hidden } from './escaped.js';
import type { Secret } from './secret.js';

/**
 * Writes a program and its arguments as `ExecStart=` of a unit, so that systemd runs exactly these words: quotes and
 * backslashes escaped, `%` (specifiers) and `$` (variables) doubled.
 *
 * @throws FckError `SYSTEMD_VALUE` for a NUL byte
 */
export function systemdCommand(argv: readonly string[]): string {
  return argv.map((word) => `"${escaped(word)}"`).join(' ');
}

/**
 * Writes text as the rest of a unit's line, which has no quotes: `WorkingDirectory=`, `User=`.
 *
 * @param what names the value in the message: `the working directory`
 * @throws FckError `SYSTEMD_VALUE` for a control character, a blank at either end, or a backslash at the end
 */
export function systemdLine(text: string, what: string): string {
  if (/\p{Cc}/u.test(text)) throw systemdErrors.value(what, 'a control character or a line break');
  if (/^\s|\s$|\\$/.test(text))
    throw systemdErrors.value(what, 'a blank at an end, or a backslash at its end');
  return text.replaceAll('%', '%%');
}

/**
 * Writes variables as an environment file. In it nothing is expanded; values may have several lines.
 *
 * @throws FckError `SYSTEMD_VALUE` names the variable
 */
export function systemdEnvironment(env: Readonly<Record<string, string | Secret>>): string {
  return Object.entries(env)
    .map(([name, value]) => `${name}="${hidden(value, (text) => environmentValue(name, text))}"\n`)
    .join('');
}

function environmentValue(name: string, text: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw systemdErrors.value(
      `the environment variable "${name}"`,
      'a name that is not letters, digits and _',
    );
  if (/(?![\t\n])\p{Cc}/u.test(text))
    throw systemdErrors.value(`the environment variable ${name}`, 'a control character');
  return text.replaceAll(/["\\$`]/g, '\\$&');
}

/** A word between double quotes. Control characters are written as their code, so that none ends the line. */
function escaped(word: string): string {
  if (word.includes('\0')) throw systemdErrors.value('an argument of the command', 'a NUL byte');
  return word
    .replaceAll(/["\\]/g, '\\$&')
    .replaceAll(/\p{Cc}/gu, (character) =>
      [...Buffer.from(character)].map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`).join(''),
    )
    .replaceAll('%', '%%')
    .replaceAll('$', '$$$$');
}

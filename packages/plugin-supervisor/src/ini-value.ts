import { escaped, type Secret } from '@fck/core';
import { supervisorErrors } from './errors.js';

/**
 * Expands to nothing when supervisord interpolates a value. Set beside a character that the file's parser would take for
 * syntax (a comment sign, the blanks at a line's end), it parts that character from the blank or the line's end it needs.
 */
const GUARD = '%(program_name).0s';

const CONTROL_OR_BREAK = /(?!\t)\p{Cc}/u;
const CONTROL = /(?![\t\n])\p{Cc}/u;

/**
 * Writes text as a value of supervisord's configuration file, so that supervisord reads exactly this text again.
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

/**
 * Writes variables as an `environment`. Values may have several lines (a PEM key, say).
 *
 * supervisord has no way to write a quote within quotes of the same kind, and strips quotes at both ends of what it read.
 *
 * @throws FckError `SUPERVISOR_VALUE` naming the variable whose value supervisord cannot hold.
 */
export function iniEnvironment(env: Readonly<Record<string, string | Secret>>): string {
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
  const what = `the environment variable ${name}`;
  if (CONTROL.test(text)) throw supervisorErrors.value(what, 'a control character');
  if (/^["']|["']$/.test(text)) throw supervisorErrors.value(what, 'a quote at its beginning or end');
  if (text.includes('"') && text.includes("'")) throw supervisorErrors.value(what, 'both kinds of quotes');
  const quote = text.includes('"') ? "'" : '"';
  // Lines after the first are indented: that is how the file's parser knows that they continue the value.
  return quote + text.split('\n').map(guardedLine).join('\n  ') + quote;
}

function guardedLine(line: string): string {
  return `${/^\s|^$/.test(line) ? GUARD : ''}${guarded(line)}${/\s$/.test(line) ? GUARD : ''}`;
}

function guarded(text: string): string {
  // supervisord replaces `%(here)s` before it interpolates, also where the percent sign is doubled: a guard parts the two.
  return text.replaceAll('%', '%%').replaceAll('%(', `%${GUARD}(`).replace(/[;#]/g, `${GUARD}$&`);
}

function shellWord(word: string): string {
  return /^[A-Za-z0-9_@%+:,./=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

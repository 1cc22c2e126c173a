import { readFileSync } from 'node:fs';
import { type Command, userCommand } from './command.js';

/**
 * The text of a shell program, from a file that editors and shellcheck can read. Values reach it as variables, or as arguments of
 * its functions. Its lines of comment are not sent. It may be several commands: put braces around them after `||` and the like.
 *
 * @param files of the program; what they define is defined in this order
 * @example sh`path=${path}
 * ${shellProgram(new URL('../shell/look.sh', import.meta.url))}`
 */
export function shellProgram(...files: readonly URL[]): Command {
  const lines = files.flatMap((file) => readFileSync(file, 'utf8').split('\n'));
  return userCommand(lines.filter((line) => !/^\s*(#.*)?$/.test(line)).join('\n'));
}

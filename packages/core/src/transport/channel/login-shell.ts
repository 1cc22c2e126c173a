/** A command for a login shell, and the first part of the program's standard input. */
export interface LoginShellLine {
  readonly line: string;
  readonly input: string;
}

/** Words that every shell takes literally. In csh the first one cannot set a variable. */
const PLAIN = /^[\w./-]+( [\w./-][\w./:=-]*)*$/;
/**
 * Runs its first argument. sshd passes a command line to the login shell, and fish and csh read quotes, backslashes and
 * exclamation marks in their own way. This text has none that they read differently.
 */
const RUN_ARGUMENT = `sh -c 'fck=$(printf %b "$1"); shift; eval "$fck"' sh`;
/** Runs the first line of its standard input, and leaves the rest to that command. */
const RUN_INPUT = `sh -c 'IFS= read -r fck; fck=$(printf %b "$fck"); eval "$fck"'`;
/**
 * Characters of an argument at most: Linux allows 128 KiB, and the login shell's own argument includes the rest of the
 * line.
 */
const LONGEST = 100_000;

/**
 * Wraps a command line so that `sh` runs it under any login shell: bash, dash, zsh, fish, tcsh, busybox. Characters
 * that they read differently are written as octal codes, which `printf` decodes. Only what is too long for an argument
 * goes over standard input, since that costs a round trip: sshd takes input once it has started the program.
 *
 * @returns `line` for the login shell, and `input`, to be written to the program's standard input before anything else
 */
export function throughLoginShell(commandLine: string): LoginShellLine {
  if (PLAIN.test(commandLine)) return { line: commandLine, input: '' };
  const encoded = inOctal(commandLine);
  if (encoded.length > LONGEST) return { line: RUN_INPUT, input: `${encoded}\n` };
  return { line: `${RUN_ARGUMENT} '${encoded}'`, input: '' };
}

/** Keeps only the characters that are literal between the quotes of every shell. */
function inOctal(text: string): string {
  let encoded = '';
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    encoded +=
      /[ -~]/.test(character) && !/['\\!]/.test(character)
        ? character
        : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return encoded;
}

import { type Command, type ExecFollower, type ExecResult, sh, userCommand } from '@fck/core';
import { createPalette, type Palette, wantsColor } from '../terminal/palette.js';
import { printableBlock, printableLine, printableLines } from '../terminal/printable.js';
import type { Invocation } from './verb.js';

/** One word is a line of shell (`'ls | wc -l'`); several are a program and its arguments, each passed unchanged. */
export function commandOf(words: readonly string[]): Command {
  const [line] = words;
  return words.length === 1 && line !== undefined ? userCommand(line) : sh`${words}`;
}

/** Whether a command ended well. */
export function succeeded(result: ExecResult): boolean {
  return result.code === 0 && result.error === undefined;
}

/** A result as `--json` prints it. */
export function documentOf({ host, code, stdout, stderr, error, errorCode, hint }: ExecResult): object {
  return { host, code, stdout, stderr, error, errorCode, hint };
}

/** Prints lines as they arrive. The output of a single host is printed unchanged; with several, each line names its host. */
export function printer({ io }: Invocation): ExecFollower {
  const palettes = {
    stdout: createPalette(wantsColor(io.stdout, io.env)),
    stderr: createPalette(wantsColor(io.stderr, io.env)),
  };
  let areSeveral = false;
  return {
    begins: (hosts) => {
      areSeveral = hosts.length > 1;
    },
    output: (host, stream, text) => {
      if (areSeveral)
        for (const line of printableLines(text))
          io[stream].write(`${palettes[stream].cyan(host)}  ${line}\n`);
      else io[stream].write(text);
    },
    ended: (result) => {
      if (!succeeded(result)) printFailure(io, result, palettes.stderr);
    },
  };
}

function printFailure({ stderr }: Invocation['io'], result: ExecResult, palette: Palette): void {
  const why =
    result.error === undefined ? `exit code ${result.code ?? 'unknown'}` : printableLine(result.error);
  stderr.write(`${palette.cyan(result.host)}  ${palette.red('✖')} ${why}\n`);
  if (result.hint !== undefined)
    stderr.write(`  ${palette.cyan('→')} ${printableBlock(result.hint, '    ').join('\n')}\n`);
}

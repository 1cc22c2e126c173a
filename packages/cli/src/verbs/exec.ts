import { type Command, type ExecResult, sh, userCommand } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { createPalette, wantsColor } from '../terminal/palette.js';
import { printableBlock, printableLine, printableLines } from '../terminal/printable.js';
import { printResult } from './print-result.js';
import type { Invocation, Verb } from './verb.js';

/** `fck exec [-r ROLE] [-H HOST] -- COMMAND`. Fails if the command failed on any host. */
export const exec: Verb = async (invocation) => {
  const fck = await invocation.project();
  const command = commandOf(invocation.operands);
  attachReporter(fck, invocation.io);
  if (invocation.options.dryRun) {
    const names = (await fck.hosts(invocation.options.selection)).map((host) => host.name);
    printResult(invocation, {
      document: { command: command.text, hosts: names },
      text: `Would run on ${names.join(', ') || 'no host'}: ${command.text}`,
    });
    return ExitCode.done;
  }
  const results = await fck.exec(command, invocation.options.selection);
  if (invocation.options.json) printResult(invocation, { document: results.map(documentOf) });
  else for (const result of results) print(invocation, result, results.length > 1);
  return results.every(succeeded) ? ExitCode.done : ExitCode.failed;
};

/** One word is a line of shell (`'ls | wc -l'`); several are a program and its arguments, each passed as it is. */
function commandOf(words: readonly string[]): Command {
  const [line] = words;
  return words.length === 1 && line !== undefined ? userCommand(line) : sh`${words}`;
}

function succeeded(result: ExecResult): boolean {
  return result.code === 0 && result.error === undefined;
}

function documentOf({ host, code, stdout, stderr, error, errorCode, hint }: ExecResult): object {
  return { host, code, stdout, stderr, error, errorCode, hint };
}

/** Output of a single host is given on byte by byte; of several, each line says whose it is. */
function print({ io }: Invocation, result: ExecResult, several: boolean): void {
  const out = createPalette(wantsColor(io.stdout, io.env));
  const err = createPalette(wantsColor(io.stderr, io.env));
  if (several) {
    for (const line of printableLines(result.stdout)) io.stdout.write(`${out.cyan(result.host)}  ${line}\n`);
    for (const line of printableLines(result.stderr)) io.stderr.write(`${err.cyan(result.host)}  ${line}\n`);
  } else {
    io.stdout.write(result.stdout);
    io.stderr.write(result.stderr);
  }
  if (!succeeded(result)) {
    const why =
      result.error === undefined ? `exit code ${result.code ?? 'unknown'}` : printableLine(result.error);
    io.stderr.write(`${err.cyan(result.host)}  ${err.red('✖')} ${why}\n`);
    if (result.hint !== undefined)
      io.stderr.write(`  ${err.cyan('→')} ${printableBlock(result.hint, '    ').join('\n')}\n`);
  }
}

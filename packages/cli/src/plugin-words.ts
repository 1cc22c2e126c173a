import type { CliCommand } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { argumentErrors, readArguments, rowsOf } from '@fck/core/host';
import { attachReporter } from './reporters/attach.js';
import { printable, printableBlock } from './terminal/printable.js';
import { printResult } from './verbs/print-result.js';
import type { Invocation, VerbEntry, VerbGroup } from './verbs/verb.js';

/** The words that a project's plugins add to the command line. */
export interface PluginWords {
  readonly verbs: readonly VerbEntry[];
  readonly groups: readonly VerbGroup[];
}

/** The words that the plugins of a container have registered. */
export function pluginWords(fck: FckContainer): PluginWords {
  const verbs: VerbEntry[] = [];
  const groups = new Map<string, VerbGroup>();
  for (const { name, value } of fck.commands.entries()) {
    if (!('commands' in value)) {
      verbs.push(verbOf(name, name, value));
      continue;
    }
    const word = value.word ?? name;
    const own = Object.entries(value.commands).map(([verb, command]) =>
      verbOf(verb, `${word} ${verb}`, command),
    );
    const known = groups.get(word);
    groups.set(word, {
      name: word,
      about: known?.about ?? value.about,
      verbs: [...(known?.verbs ?? []), ...own],
    });
  }
  return { verbs, groups: [...groups.values()] };
}

function verbOf(name: string, words: string, command: CliCommand): VerbEntry {
  const { about, usage, examples, withoutDryRun } = command;
  return {
    name,
    about,
    usage,
    examples,
    withoutDryRun,
    options: rowsOf(command.options),
    load: async () => (invocation) => runCommand(words, command, invocation),
  };
}

async function runCommand(words: string, command: CliCommand, invocation: Invocation): Promise<number> {
  const { io, options, operands, own, interrupts } = invocation;
  const fck = await invocation.project();
  const read = await readArguments(command.options, own, { taker: `\`fck ${words}\``, env: fck.env });
  if (read.problems.length > 0)
    throw argumentErrors.invalid(read.problems, `\`fck ${words} --help\` lists the options.`);
  const say = (text: string) => io.stderr.write(`${printableBlock(text).join('\n')}\n`);
  attachReporter(fck, io);
  interrupts.finishStepFirst({ announce: say, leave: say });
  const result = await command.run({
    fck,
    args: operands,
    options: read.values,
    selection: options.selection,
    dryRun: options.dryRun,
    yes: options.yes,
    force: options.force,
    signal: interrupts.signal,
    progress: options.quiet ? () => {} : say,
  });
  const { text } = result;
  printResult(invocation, text === undefined ? result : { ...result, text: printable(text) });
  return result.exitCode ?? 0;
}

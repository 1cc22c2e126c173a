import type { CliCommand, CommandGroup } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { ExitCode } from './exit-code.js';
import { attachReporter } from './reporters/attach.js';
import { printable, printableBlock } from './terminal/printable.js';
import { printResult } from './verbs/print-result.js';
import type { Invocation, VerbGroup } from './verbs/verb.js';

/** The words that a project's plugins add to the command line. */
export function pluginGroups(fck: FckContainer): VerbGroup[] {
  const groups = new Map<string, VerbGroup>();
  for (const { name, value } of fck.commands.entries()) {
    const group = groupOf(value.word ?? name, value);
    const known = groups.get(group.name);
    groups.set(group.name, known ? { ...known, verbs: [...known.verbs, ...group.verbs] } : group);
  }
  return [...groups.values()];
}

function groupOf(name: string, group: CommandGroup): VerbGroup {
  return {
    name,
    about: group.about,
    verbs: Object.entries(group.commands).map(([verb, command]) => ({
      name: verb,
      about: command.about,
      usage: command.usage,
      options: command.options,
      load: async () => (invocation) => runCommand(command, invocation),
    })),
  };
}

async function runCommand(command: CliCommand, invocation: Invocation): Promise<number> {
  const { io, options, operands, own, interrupts } = invocation;
  const fck = await invocation.project();
  const say = (text: string) => io.stderr.write(`${printableBlock(text).join('\n')}\n`);
  attachReporter(fck, io);
  interrupts.finishStepFirst({ announce: say, leave: say });
  const result = await command.run({
    fck,
    args: operands,
    options: { ...(options.yes ? { yes: true } : {}), ...(options.force ? { force: true } : {}), ...own },
    selection: options.selection,
    dryRun: options.dryRun,
    signal: interrupts.signal,
    progress: options.quiet ? () => {} : say,
  });
  const { text } = result;
  printResult(invocation, text === undefined ? result : { ...result, text: printable(text) });
  return ExitCode.done;
}

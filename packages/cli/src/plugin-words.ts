import type { CliCommand } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import { argumentErrors, readArguments, rowsOf } from '@fck/core/host';
import { attachReporter } from './reporters/attach.js';
import { printable, printableBlock } from './terminal/printable.js';
import { verbs as builtIn, resume } from './verbs/catalogue.js';
import { printResult } from './verbs/print-result.js';
import type { Invocation, VerbEntry, VerbGroup } from './verbs/verb.js';

/** The words that a project's plugins, and the pipelines of its configuration, add to the command line. */
export interface PluginWords {
  readonly verbs: readonly VerbEntry[];
  readonly groups: readonly VerbGroup[];
}

/**
 * The words that the plugins of a container have registered, and its pipelines.
 *
 * @throws FckError `CONFIG_INVALID` for wrong pipelines
 */
export function pluginWords(fck: FckContainer): PluginWords {
  const verbs: VerbEntry[] = pipelineVerbs(fck);
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

/** The pipelines that are no verb of the command itself. */
function pipelineVerbs(fck: FckContainer): VerbEntry[] {
  return fck.pipelines
    .filter(({ name }) => !builtIn.some((verb) => verb.name === name))
    .map(({ name, tasks }) => ({
      name,
      about: `run the pipeline ${name}: ${tasks.join(', ')}`,
      options: { resume },
      tasks: [name],
      load: async () => (await import('./verbs/run-pipeline.js')).runPipeline(name),
    }));
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

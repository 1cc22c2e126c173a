import type { CliCommand, CommandResult, GivenArguments, Selection } from '@fck/core';
import { argumentErrors, type FckContainer, readArguments } from '@fck/core/host';

/** What a command gets in a test. Everything has a default. */
export interface RunCommandOptions {
  /** Positional arguments. */
  readonly args?: readonly string[] | undefined;
  /** As on the command line, or as values: they are read as the command declares them. */
  readonly options?: GivenArguments | undefined;
  readonly selection?: Selection | undefined;
  readonly dryRun?: boolean | undefined;
  readonly yes?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Receives the progress that the command shows. */
  readonly progress?: ((text: string) => void) | undefined;
}

/**
 * Runs a command that a plugin registered, as the command line does.
 *
 * @param words what follows `fck`: a verb, or a group and its verb
 * @throws FckError `ARGUMENT_INVALID` for wrong options, `NAME_UNKNOWN`, or what the command throws
 * @example
 * const { exitCode, document } = await runCommand(project.fck, 'deploy-status', { options: { strict: true } });
 */
export async function runCommand(
  fck: FckContainer,
  words: string,
  given: RunCommandOptions = {},
): Promise<CommandResult> {
  const command = commandOf(fck, words);
  const { values, problems } = await readArguments(command.options, given.options ?? {}, {
    taker: `\`fck ${words}\``,
    env: fck.env,
  });
  if (problems.length > 0) throw argumentErrors.invalid(problems, 'Nothing was done.');
  return command.run({
    fck,
    args: given.args ?? [],
    options: values,
    selection: given.selection ?? {},
    dryRun: given.dryRun ?? false,
    yes: given.yes ?? false,
    force: given.force ?? false,
    signal: given.signal ?? new AbortController().signal,
    progress: given.progress ?? (() => {}),
  });
}

function commandOf(fck: FckContainer, words: string): CliCommand {
  const [word = '', verb] = words.split(' ');
  if (verb === undefined) {
    const entry = fck.commands.get(word);
    if ('run' in entry) return entry;
    throw new Error(`"${word}" is a group: add one of its verbs, ${Object.keys(entry.commands).join(', ')}.`);
  }
  for (const { name, value } of fck.commands.entries()) {
    const found = 'commands' in value && (value.word ?? name) === word ? value.commands[verb] : undefined;
    if (found) return found;
  }
  throw fck.commands.unknown(words);
}

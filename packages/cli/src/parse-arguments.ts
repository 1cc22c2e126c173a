import { Command, CommanderError, Option } from 'commander';
import { ExitCode } from './exit-code.js';
import { declareGlobalOptions, type GlobalOptions, readGlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import { aboutOption, placeForValue } from './option-text.js';
import type { PluginWords } from './plugin-words.js';
import { groups, verbs } from './verbs/catalogue.js';
import type { Invocation, VerbEntry, VerbOption } from './verbs/verb.js';

/** What the command line asks for. */
export type Request = VerbRequest | Answered | HelpOfTasks | UnknownWord | Invalid;

/** A verb to run. */
export interface VerbRequest {
  readonly kind: 'verb';
  readonly entry: VerbEntry;
  readonly options: GlobalOptions;
  readonly given: Given;
}

/** Help or the version was printed; nothing is left to do. */
export interface Answered {
  readonly kind: 'answered';
  readonly exitCode: number;
}

/** Help is requested for a verb that takes the arguments of tasks. */
export interface HelpOfTasks {
  readonly kind: 'help of tasks';
  readonly entry: VerbEntry;
  /** Everything behind the verb. */
  readonly operands: readonly string[];
  readonly options: GlobalOptions;
}

/** The first word is unknown here. */
export interface UnknownWord {
  readonly kind: 'unknown';
  readonly word: string;
  readonly options: GlobalOptions;
  /** Similar names, as a question: `Did you mean run?` */
  readonly near: string | undefined;
}

/** An argument is wrong. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly message: string;
  readonly near: string | undefined;
}

type Given = Pick<Invocation, 'operands' | 'own'>;

/** What is known for parsing a command line. */
export interface ParseContext {
  readonly io: Io;
  readonly version: string;
  readonly words: PluginWords;
  /** Arguments of tasks for the help of a verb, by the heading that they get there. */
  readonly ofTasks?: Readonly<Record<string, Readonly<Record<string, VerbOption>>>> | undefined;
}

/** Parses the command line. Prints help and version, nothing else; a wrong argument is returned as a value. */
export function parseArguments(argv: readonly string[], context: ParseContext): Request {
  let chosen: { entry: VerbEntry; given: Given } | undefined;
  const choose = (entry: VerbEntry, given: Given) => {
    chosen = { entry, given };
  };
  const help: HeldHelp = { out: '', err: '' };
  const program = createProgram(context.io, context.version, help);
  for (const entry of [...verbs, ...context.words.verbs]) {
    const command = addVerb(program, entry, choose).helpGroup(headingOf(entry));
    if (entry.tasks && context.ofTasks) addHelpOfTasks(command, context.ofTasks);
  }
  for (const group of [...groups, ...context.words.groups]) {
    const command = program
      .command(group.name)
      .summary(group.about)
      .description(group.about)
      .helpGroup(headingOf(group));
    for (const entry of group.verbs) addVerb(command, entry, choose);
  }
  try {
    program.parse(argv, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    const request = requestOf(thrown, program);
    if (request.kind !== 'answered') return request;
    const entry =
      thrown.code === 'commander.helpDisplayed'
        ? verbWithTasks(program, [...verbs, ...context.words.verbs])
        : undefined;
    if (entry && !context.ofTasks)
      return {
        kind: 'help of tasks',
        entry,
        operands: program.args.slice(1),
        options: readGlobalOptions(program),
      };
    print(help, context.io);
    return request;
  }
  if (!chosen) return { kind: 'answered', exitCode: ExitCode.done };
  return { kind: 'verb', options: readGlobalOptions(program), ...chosen };
}

function headingOf({ section = 'Plugins' }: Pick<VerbEntry, 'section'>): string {
  return `${section}:`;
}

/** Help is not printed yet, since the user may have asked for the help of a plugin's verb. */
interface HeldHelp {
  out: string;
  err: string;
}

function print(help: HeldHelp, io: Io): void {
  if (help.out) io.stdout.write(help.out);
  if (help.err) io.stderr.write(help.err);
}

function createProgram(io: Io, version: string, help: HeldHelp): Command {
  const program = new Command('fck')
    .description('Deploys Python sites from git to Linux hosts, over SSH, without dropping a request.')
    .version(version, '-V, --version')
    .commandsGroup('Project:')
    .helpCommand('help [command]', 'show help for a command')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => {
        help.out += text;
      },
      writeErr: (text) => {
        help.err += text;
      },
      // Wrong arguments are drawn like every other error.
      outputError: () => {},
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .addHelpText(
      'after',
      '\nPlugins add words of their own, such as `fck sandbox`: `fck plugins` lists them.',
    )
    .exitOverride();
  declareGlobalOptions(program);
  return program;
}

function addVerb(
  parent: Command,
  entry: VerbEntry,
  choose: (entry: VerbEntry, given: Given) => void,
): Command {
  const command = parent.command([entry.name, entry.usage].filter(Boolean).join(' ')).summary(entry.about);
  command.description(capitalized(entry.about));
  const options = Object.entries(entry.options ?? {}).map(([name, row]) => ({
    name,
    option: addOption(command, name, row, entry.options ?? {}),
  }));
  command.allowUnknownOption(entry.tasks !== undefined).allowExcessArguments(entry.tasks !== undefined);
  if (entry.examples) command.addHelpText('after', examplesInHelp(entry.examples));
  command.action(() => {
    const values: Record<string, unknown> = command.opts();
    const own: Record<string, string | boolean> = {};
    for (const { name, option } of options) {
      const given = values[option.attributeName()];
      // For `--no-x`, commander reports whether x is wanted.
      const value = option.negate ? given === false : given;
      if (typeof value === 'string' || typeof value === 'boolean') own[name] = value;
    }
    choose(entry, { operands: command.args, own });
  });
  return command;
}

function examplesInHelp(examples: readonly string[]): string {
  return ['', 'Examples:', ...examples.map((example) => `  fck ${example}`)].join('\n');
}

/** Only for the help: a verb reads the arguments of tasks itself. */
function addHelpOfTasks(command: Command, ofTasks: NonNullable<ParseContext['ofTasks']>): void {
  for (const [heading, rows] of Object.entries(ofTasks))
    for (const [name, row] of Object.entries(rows))
      addOption(command, name, row, rows).helpGroup(`${heading}:`);
}

/** The verb whose help was requested, if it runs tasks that are known. */
function verbWithTasks(
  { args: [word, ...operands] }: Command,
  known: readonly VerbEntry[],
): VerbEntry | undefined {
  const entry = known.find(({ name }) => name === word);
  const runs = entry?.tasks === 'named' ? operands.some((operand) => !operand.startsWith('-')) : entry?.tasks;
  return runs ? entry : undefined;
}

/** Declares an option; what is true or false also as `--no-…`, which the help of a default that is false leaves out. */
function addOption(
  command: Command,
  name: string,
  row: VerbOption,
  all: Readonly<Record<string, VerbOption>>,
): Option {
  const short = 'short' in row && row.short !== undefined ? `-${row.short}, ` : '';
  const option = new Option(`${short}--${name}${placeForValue(row)}`, aboutOption(row));
  if (row.kind === 'list')
    option.argParser((text, before: string | undefined) =>
      before === undefined ? text : `${before},${text}`,
    );
  command.addOption(option);
  if (row.kind === 'boolean' && !option.negate && !(`no-${name}` in all)) {
    const opposite = new Option(`--no-${name}`, `not --${name}`);
    command.addOption(row.default === true ? opposite : opposite.hideHelp());
  }
  return option;
}

function requestOf(error: CommanderError, program: Command): Request {
  const [message = '', suggestion] = error.message.replace(/^error: /, '').split('\n');
  const near = suggestion?.replace(/^\(|\)$/g, '');
  const word = unknownWord(program);
  if (word !== undefined && wordDecides.has(error.code)) {
    return { kind: 'unknown', word, options: readGlobalOptions(program), near };
  }
  if (error.exitCode === 0) return { kind: 'answered', exitCode: ExitCode.done };
  // commander shows this help instead of an error about a missing word.
  if (error.code === 'commander.help') return { kind: 'answered', exitCode: ExitCode.failed };
  return { kind: 'invalid', message: capitalized(message), near };
}

/** Codes of commander for an unknown word, or if it showed its own help instead of the word's. */
const wordDecides = new Set(['commander.unknownCommand', 'commander.helpDisplayed', 'commander.help']);

function unknownWord(program: Command): string | undefined {
  const [first, second] = program.args;
  const word = first === 'help' ? second : first;
  if (word === undefined || word.startsWith('-')) return undefined;
  return program.commands.some((command) => command.name() === word) ? undefined : word;
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

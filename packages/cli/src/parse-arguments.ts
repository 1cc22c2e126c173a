import { Command, CommanderError, Option } from 'commander';
import { ExitCode } from './exit-code.js';
import { declareGlobalOptions, type GlobalOptions, readGlobalOptions } from './global-options.js';
import type { Io } from './io.js';
import { groups, verbs } from './verbs/catalogue.js';
import type { Invocation, VerbEntry, VerbGroup, VerbOption } from './verbs/verb.js';

/** What the command line asks for. */
export type Request = VerbRequest | Answered | UnknownWord | Invalid;

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

/** Parses the command line. Prints help and version, nothing else; a wrong argument is returned as a value. */
export function parseArguments(
  argv: readonly string[],
  context: { readonly io: Io; readonly version: string; readonly groups: readonly VerbGroup[] },
): Request {
  let chosen: { entry: VerbEntry; given: Given } | undefined;
  const choose = (entry: VerbEntry, given: Given) => {
    chosen = { entry, given };
  };
  const help: HeldHelp = { out: '', err: '' };
  const program = createProgram(context.io, context.version, help);
  for (const entry of verbs) addVerb(program, entry, choose);
  for (const group of [...groups, ...context.groups]) {
    const command = program.command(group.name).summary(group.about).description(group.about);
    for (const entry of group.verbs) addVerb(command, entry, choose);
  }
  try {
    program.parse(argv, { from: 'user' });
  } catch (thrown) {
    if (!(thrown instanceof CommanderError)) throw thrown;
    const request = requestOf(thrown, program);
    if (request.kind === 'answered') print(help, context.io);
    return request;
  }
  if (!chosen) return { kind: 'answered', exitCode: ExitCode.done };
  return { kind: 'verb', options: readGlobalOptions(program), ...chosen };
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

function addVerb(parent: Command, entry: VerbEntry, choose: (entry: VerbEntry, given: Given) => void): void {
  const command = parent.command([entry.name, entry.usage].filter(Boolean).join(' ')).summary(entry.about);
  command.description(capitalized(entry.about));
  const options = Object.entries(entry.options ?? {}).map(([name, option]) => ({
    name,
    option: new Option(`--${name}${placeForValue(option)}`, option.about),
  }));
  for (const { option } of options) command.addOption(option);
  command.allowUnknownOption(entry.acceptsUnknownOptions === true);
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
}

function placeForValue({ kind, value = 'value' }: VerbOption): string {
  if (kind === 'switch') return '';
  return kind === 'text' ? ` <${value}>` : ` [${value}]`;
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

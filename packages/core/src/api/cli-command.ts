import type { Arguments, ArgumentsOf } from './arguments.js';
import type { Fck } from './container.js';
import type { Selection } from './selection.js';

/** The output of a command. The command line draws it, or prints it as JSON. */
export interface CommandResult {
  /** `--json` prints it unchanged, as one document. */
  readonly document: unknown;
  /** Without `--json`, drawn as a table. */
  readonly table?:
    | { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] }
    | undefined;
  /** Lines drawn below the table. */
  readonly text?: string | undefined;
  /** The exit code of `fck`: 1 for a negative answer, 2 for differences that were found. Default: 0. A failure is thrown instead. */
  readonly exitCode?: 0 | 1 | 2 | undefined;
}

/** The context of a command that a plugin added. `O`: the options that it declares. */
export interface CommandContext<O extends Arguments = Arguments> {
  readonly fck: Fck;
  /** Positional arguments. */
  readonly args: readonly string[];
  /** The values of the options that the command declares: given ones, those of environment variables, and defaults. */
  readonly options: ArgumentsOf<O>;
  /** The selection by `-r` and `-H`: pass it to {@link Fck.hosts}. */
  readonly selection: Selection;
  /** Change nothing, and report what would be changed. */
  readonly dryRun: boolean;
  /** Questions are to be answered with yes: `--yes`. */
  readonly yes: boolean;
  /** Do it even if nothing seems to need it: `--force`. */
  readonly force: boolean;
  readonly signal: AbortSignal;
  /** Shows progress, on stderr. */
  progress(text: string): void;
}

/** A command: one verb of a group (`fck sandbox up`), or a verb by itself (`fck deploy-status`). */
export interface CliCommand<O extends Arguments = Arguments> {
  /** For the help: one line, without a period. */
  readonly about: string;
  /** Positional arguments as the usage line shows them: `<id>`, `[host...]`. */
  readonly usage?: string | undefined;
  /** Options by their long name without dashes. */
  readonly options?: O | undefined;
  /** For the help: what follows `fck`, such as `deploy-status --since 1h`. */
  readonly examples?: readonly string[] | undefined;
  /** True if it changes something and cannot plan it: then `-n` is refused, never ignored. */
  readonly withoutDryRun?: boolean | undefined;
  run(context: CommandContext<O>): Promise<CommandResult>;
}

/** Verbs that a plugin adds to the command line under a word of its own. Registered in `fck.commands`. */
export interface CommandGroup {
  /** The word, where it is not the name: several plugins can add verbs to one word. */
  readonly word?: string | undefined;
  readonly about: string;
  readonly commands: Readonly<Record<string, CliCommand>>;
}

/** What a plugin adds to the command line under one name: a verb, or a group of verbs. */
export type CommandEntry = CliCommand | CommandGroup;

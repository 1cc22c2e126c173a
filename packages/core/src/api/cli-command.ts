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
}

/** The context of a command that a plugin added. */
export interface CommandContext {
  readonly fck: Fck;
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean>>;
  /** The selection by `-r` and `-H`: pass it to {@link Fck.hosts}. */
  readonly selection: Selection;
  /** Change nothing, and report what would be changed. */
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  /** Shows progress, on stderr. */
  progress(text: string): void;
}

/** One verb of a command group: `fck sandbox up`. */
export interface CliCommand {
  readonly about: string;
  /** Positional arguments as the usage line shows them: `[host...]`. */
  readonly usage?: string | undefined;
  /** Options by their long name without dashes. */
  readonly options?:
    | Readonly<Record<string, { readonly about: string; readonly kind: 'text' | 'switch' }>>
    | undefined;
  run(context: CommandContext): Promise<CommandResult>;
}

/** Verbs that a plugin adds to the command line under a word of its own. Registered in `fck.commands`. */
export interface CommandGroup {
  /** The word, where it is not the name: several plugins can add verbs to one word. */
  readonly word?: string | undefined;
  readonly about: string;
  readonly commands: Readonly<Record<string, CliCommand>>;
}

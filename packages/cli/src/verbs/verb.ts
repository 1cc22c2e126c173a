import type { Argument } from '@fck/core';
import type { FckContainer } from '@fck/core/host';
import type { ForeignCode } from '../foreign/foreign-code.js';
import type { GlobalOptions } from '../global-options.js';
import type { Interrupts } from '../interrupts.js';
import type { Io } from '../io.js';

/** The input of a verb: its arguments and everything that it may use. */
export interface Invocation {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly interrupts: Interrupts;
  /** The code of plugins and of the project, which may write to the outputs of the process. */
  readonly foreign: ForeignCode;
  /** Positional arguments. */
  readonly operands: readonly string[];
  /** The verb's own options by their long names without dashes. */
  readonly own: Readonly<Record<string, string | boolean>>;
  /** The project, opened on first use and closed when the verb has ended. */
  project(): Promise<FckContainer>;
}

/**
 * Runs one verb of the command line.
 *
 * @returns the exit code
 * @throws FckError about the failure; the command draws it
 */
export type Verb = (invocation: Invocation) => Promise<number>;

/** An option of a verb. */
export type VerbOption = (Argument | MaybeText) & {
  /** The name of its value in the help. Default: `value`. */
  readonly value?: string | undefined;
  /** One letter, for `-f` beside `--follow`. */
  readonly short?: string | undefined;
};

/** An option that may have a value. */
interface MaybeText {
  readonly about: string;
  readonly kind: 'maybe text';
}

/** The sections of the help. */
export type HelpSection = 'Deploy' | 'Look' | 'Work on hosts' | 'Project' | 'Plugins';

/** A verb as the command line knows it before it is loaded. */
export interface VerbEntry {
  readonly name: string;
  /** Where the help lists it. Default: among those of plugins. */
  readonly section?: HelpSection | undefined;
  readonly about: string;
  /** Positional arguments as the usage line shows them: `[task...]`. */
  readonly usage?: string | undefined;
  readonly options?: Readonly<Record<string, VerbOption>> | undefined;
  /** For the help: what follows `fck`. */
  readonly examples?: readonly string[] | undefined;
  /** Possible first arguments, if they are known beforehand. */
  readonly words?: readonly string[] | undefined;
  /**
   * Accepts the arguments of tasks, which only the project knows: they are passed among the operands. `named`: the operands name the
   * tasks; a list: the verb runs these.
   */
  readonly tasks?: 'named' | readonly string[] | undefined;
  /** Lists everything available: plugins that the configuration does not use are loaded, too. */
  readonly allPlugins?: boolean | undefined;
  /** It changes something and cannot plan it: `-n` is refused, never ignored. */
  readonly withoutDryRun?: boolean | undefined;
  /** Imports the verb itself, on use. */
  load(): Promise<Verb>;
}

/** A word of the command line that has verbs of its own: `fck plugin`, and those that plugins add. */
export interface VerbGroup {
  readonly name: string;
  /** Where the help lists it. Default: among those of plugins. */
  readonly section?: HelpSection | undefined;
  readonly about: string;
  readonly verbs: readonly VerbEntry[];
}

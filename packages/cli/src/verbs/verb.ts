import type { FckContainer } from '@fck/core/host';
import type { GlobalOptions } from '../global-options.js';
import type { Interrupts } from '../interrupts.js';
import type { Io } from '../io.js';

/** What a verb is given: its arguments and everything it may use. */
export interface Invocation {
  readonly io: Io;
  readonly options: GlobalOptions;
  readonly interrupts: Interrupts;
  /** Positional arguments. */
  readonly operands: readonly string[];
  /** The verb's own options by their long names without dashes. */
  readonly own: Readonly<Record<string, string | boolean>>;
  /** The project, opened when it is first asked for and closed when the verb has ended. */
  project(): Promise<FckContainer>;
}

/**
 * Does what one word of the command line asks for.
 *
 * @returns the exit code
 * @throws FckError for whatever went wrong; the command draws it.
 */
export type Verb = (invocation: Invocation) => Promise<number>;

/** An option of a verb. */
export interface VerbOption {
  readonly about: string;
  /** A switch takes no value, and `maybe text` may have one. */
  readonly kind: 'text' | 'switch' | 'maybe text';
  /** What its value is called in the help. Default: `value`. */
  readonly value?: string | undefined;
}

/** A verb as the command line knows it before it is loaded. */
export interface VerbEntry {
  readonly name: string;
  readonly summary: string;
  /** Positional arguments as the usage line shows them: `[task...]`. */
  readonly usage?: string | undefined;
  readonly options?: Readonly<Record<string, VerbOption>> | undefined;
  /** What its first argument may be, where that is known beforehand. */
  readonly words?: readonly string[] | undefined;
  /** Takes options that only the project knows: they arrive among the operands. */
  readonly acceptsUnknownOptions?: boolean | undefined;
  /** Shows what there is: plugins are loaded that the configuration does not use, too. */
  readonly allPlugins?: boolean | undefined;
  /** It changes something, and cannot say beforehand what: `-n` is refused, and never ignored. */
  readonly withoutDryRun?: boolean | undefined;
  /** Gives the verb itself; only what is used is imported. */
  load(): Promise<Verb>;
}

/** A word of the command line that has verbs of its own: `fck plugin`, and those that plugins add. */
export interface VerbGroup {
  readonly name: string;
  readonly summary: string;
  readonly verbs: readonly VerbEntry[];
}

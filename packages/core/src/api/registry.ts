import type { FckError } from '../errors/fck-error.js';
import type { Arguments } from './arguments.js';
import type { CliCommand, CommandEntry, CommandGroup } from './cli-command.js';
import type { Task } from './contexts.js';
import type { Section, SectionPlace } from './section.js';
import type { OutputOf, StandardSchema } from './standard-schema.js';

/** A named thing and the plugin that registered it. */
export interface Registered<T> {
  readonly name: string;
  readonly owner: string;
  readonly value: T;
}

/** Things that the configuration or the command line names: tools, builders, tasks. Each has one owner. */
export interface Registry<T> {
  /** The word for one entry in messages, such as `tool`. */
  readonly kind: string;
  /**
   * Registers a thing under a name.
   *
   * @throws FckError `NAME_INVALID`, `NAME_TAKEN` if another plugin has registered the name, `ENTRY_SHAPE` if a required member is
   * missing
   */
  register(name: string, value: T): void;
  /**
   * The thing of that name.
   *
   * @throws FckError `NAME_UNKNOWN` with the nearest known names
   */
  get(name: string): T;
  /** The thing of that name, if it is registered. */
  find(name: string): T | undefined;
  has(name: string): boolean;
  names(): string[];
  /** Every entry with its owner, in order of registration. */
  entries(): Registered<T>[];
  /** The plugin that registered a name; `core` for an unknown name. */
  ownerOf(name: string): string;
  /** The error for a name that is not registered: it names the nearest known ones, and the plugin that provides it. */
  unknown(name: string): FckError;
  /**
   * The chosen entry, or the only one.
   *
   * @param howToChoose what the message tells the user to write
   * @throws FckError `NAME_UNKNOWN` if the chosen one is not registered, `CHOICE_NEEDED` if none is chosen and none or several are
   * registered
   */
  choose(chosen: string | undefined, howToChoose: string): Registered<T>;
}

/** A registry whose names are keys of the configuration: the schema of each entry checks the value of its key. */
export interface ConfiguredRegistry<T extends { readonly schema: StandardSchema }> extends Registry<T> {
  /** Where its keys are in the configuration. */
  readonly at: SectionPlace;
  /**
   * Registers a thing under its key, and returns the way to read the value of the key.
   *
   * @throws FckError `NAME_INVALID`, `NAME_TAKEN`, `ENTRY_SHAPE`, `REGISTERED_TOO_LATE`
   */
  register<E extends T>(name: string, value: E): Section<OutputOf<E['schema']>>;
}

/** The registry of tasks. `run` of a task gets its arguments with the types that the task declares. */
export interface TaskRegistry extends Registry<Task> {
  register<const A extends Arguments = Record<never, never>>(name: string, task: Task<A>): void;
}

/** The registry of commands. */
export interface CommandRegistry extends Registry<CommandEntry> {
  /**
   * Registers a verb of the command line, `fck NAME`, or a group of verbs.
   *
   * @throws FckError `NAME_TAKEN` also if fck itself, or another plugin, answers to the word; `NAME_INVALID`, `ENTRY_SHAPE`
   */
  register<const O extends Arguments = Record<never, never>>(name: string, command: CliCommand<O>): void;
  register(name: string, group: CommandGroup): void;
}

/** The kinds of names: entries of registries, and keys of the configuration at their place. */
export type Brought =
  | SectionPlace
  | 'tool'
  | 'builder'
  | 'service'
  | 'reverse proxy'
  | 'process manager'
  | 'part of an activation'
  | 'source of code'
  | 'distributor'
  | 'object store'
  | 'secret source'
  | 'template'
  | 'task'
  | 'phase'
  | 'command'
  | 'API';

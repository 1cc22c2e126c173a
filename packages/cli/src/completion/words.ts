import type { ArgumentRows } from '@fck/core';
import type { PluginWords } from '../plugin-words.js';
import type { VerbEntry, VerbGroup, VerbOption } from '../verbs/verb.js';

/** A possible next word, and its description. */
export interface CompletionWord {
  readonly word: string;
  readonly about: string;
}

/** The data of completion. Data of the project is loaded only if it is needed. */
export interface CompletionSource {
  readonly verbs: readonly VerbEntry[];
  readonly groups: readonly VerbGroup[];
  /** Options that every verb takes: short and long names. */
  readonly globals: readonly {
    readonly names: readonly string[];
    readonly about: string;
    readonly takesValue: boolean;
  }[];
  /** What plugins add. */
  pluginWords(): Promise<PluginWords>;
  tasks(): Promise<readonly CompletionWord[]>;
  /** Arguments of these tasks, and of those that run before them. */
  taskArguments(tasks: readonly string[]): Promise<ArgumentRows>;
  roles(): Promise<readonly CompletionWord[]>;
  hosts(): Promise<readonly CompletionWord[]>;
}

/**
 * The possible words in place of the last one. The shell selects those with the typed beginning.
 *
 * @param words the words typed after `fck`, the unfinished word last
 */
export async function wordsFor(
  words: readonly string[],
  source: CompletionSource,
): Promise<readonly CompletionWord[]> {
  const [before, current] = [words.slice(0, -1), words.at(-1) ?? ''];
  const last = before.at(-1) ?? '';
  if (['-r', '--role'].includes(last)) return source.roles();
  if (['-H', '--host'].includes(last)) return source.hosts();
  // The shell itself completes files and folders; numbers have no completion.
  if (takesValue(last, source)) return [];
  const [verb, ...more] = withoutOptions(before, source);
  if (verb === undefined) return current.startsWith('-') ? optionsOf({}, source) : firstWords(source);
  const group = await groupNamed(verb, source);
  const entry = group ? group.verbs.find(({ name }) => name === more[0]) : await verbNamed(verb, source);
  const ofTasks = entry?.tasks && (await source.taskArguments(entry.tasks === 'named' ? more : entry.tasks));
  const own: Readonly<Record<string, VerbOption>> = { ...ofTasks, ...entry?.options };
  const asked = last.startsWith('--') ? own[last.slice(2)] : undefined;
  if (asked && 'choices' in asked && asked.choices)
    return asked.choices.map((word) => ({ word, about: asked.about }));
  // Any text may follow.
  if (asked && asked.kind !== 'boolean' && asked.kind !== 'maybe text' && !current.startsWith('-')) return [];
  if (current.startsWith('-')) return optionsOf(own, source);
  if (group) return entry ? [] : group.verbs.map(wordOf);
  if (entry?.tasks === 'named') return source.tasks();
  if (more.length > 0) return [];
  if (verb === 'ssh') return source.hosts();
  if (verb === 'help') return firstWords(source);
  return (entry?.words ?? []).map((word) => ({ word, about: '' }));
}

async function firstWords(source: CompletionSource): Promise<CompletionWord[]> {
  const { verbs, groups } = await source.pluginWords();
  return [...source.verbs, ...source.groups, ...verbs, ...groups]
    .map(wordOf)
    .concat({ word: 'help', about: 'show help for a command' });
}

async function groupNamed(name: string, source: CompletionSource): Promise<VerbGroup | undefined> {
  if (source.verbs.some((verb) => verb.name === name)) return undefined;
  const isNamed = (group: VerbGroup) => group.name === name;
  return source.groups.find(isNamed) ?? (await source.pluginWords()).groups.find(isNamed);
}

async function verbNamed(name: string, source: CompletionSource): Promise<VerbEntry | undefined> {
  const isNamed = (verb: VerbEntry) => verb.name === name;
  return source.verbs.find(isNamed) ?? (await source.pluginWords()).verbs.find(isNamed);
}

function optionsOf(
  own: Readonly<Record<string, VerbOption>>,
  { globals }: CompletionSource,
): CompletionWord[] {
  const words = Object.entries(own).map(([name, { about }]) => ({ word: `--${name}`, about }));
  return [...words, ...globals.map(({ names, about }) => ({ word: names.at(-1) ?? '', about }))];
}

function takesValue(word: string, { globals }: CompletionSource): boolean {
  return globals.some((option) => option.takesValue && option.names.includes(word));
}

function withoutOptions(words: readonly string[], source: CompletionSource): string[] {
  return words.filter((word, index) => !word.startsWith('-') && !takesValue(words[index - 1] ?? '', source));
}

function wordOf({ name, about }: { readonly name: string; readonly about: string }): CompletionWord {
  return { word: name, about };
}

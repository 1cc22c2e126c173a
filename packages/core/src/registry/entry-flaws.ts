import { foundInWords } from '../errors/found-in-words.js';
import { isMapping } from '../is-mapping.js';

/** An invalid optional part of an entry. */
export interface EntryFlaw {
  /** The valid form: `` `dependsOn` as a list of names ``. */
  readonly needed: string;
  /** The found value: `the text "build"`. */
  readonly found: string;
}

/** Checks the optional parts of a task. */
export function taskFlaw({ dependsOn, args }: Readonly<Record<string, unknown>>): EntryFlaw | undefined {
  if (dependsOn !== undefined && !isListOfTexts(dependsOn))
    return flaw('`dependsOn` as a list of names', dependsOn);
  if (args === undefined) return undefined;
  if (!isMapping(args)) return flaw('`args` as an object, by name', args);
  const wrong = Object.entries(args).find(([, argument]) => !isArgument(argument));
  return wrong && flaw(`\`args.${wrong[0]}\` as { about, kind: 'text' or 'switch' }`, wrong[1]);
}

/** Checks the optional parts of a tool. */
export function toolFlaw({ packages }: Readonly<Record<string, unknown>>): EntryFlaw | undefined {
  if (packages === undefined) return undefined;
  if (isMapping(packages) && Object.values(packages).every(isListOfTexts)) return undefined;
  return flaw("`packages` as lists by package manager, such as { apt: ['jq'] }", packages);
}

function flaw(needed: string, value: unknown): EntryFlaw {
  return { needed, found: foundInWords(value).what };
}

function isArgument(value: unknown): boolean {
  return isMapping(value) && typeof value['about'] === 'string' && /^(text|switch)$/.test(`${value['kind']}`);
}

function isListOfTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

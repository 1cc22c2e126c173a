import { foundInWords } from '../errors/found-in-words.js';
import { isMapping } from '../is-mapping.js';
import { isName } from '../names/names.js';
import { argumentsFlaw } from './argument-kinds.js';

/** An invalid optional part of an entry. */
export interface EntryFlaw {
  /** The valid form: `` `dependsOn` as a list of names ``. */
  readonly needed: string;
  /** The found value: `the text "build"`. */
  readonly found: string;
}

/**
 * Checks the optional parts of a task.
 *
 * @param reserved options of the command line itself
 */
export function taskFlaw(
  { dependsOn, before, after, args }: Readonly<Record<string, unknown>>,
  reserved: readonly string[],
): EntryFlaw | undefined {
  if (dependsOn !== undefined && !isListOfTexts(dependsOn))
    return flaw('`dependsOn` as a list of names', dependsOn);
  for (const [name, value] of Object.entries({ before, after }))
    if (value !== undefined && !isListOfTexts(value)) return flaw(`\`${name}\` as a list of names`, value);
  const wrong = argumentsFlaw(args, 'args', reserved);
  return wrong && flaw(wrong.needed, wrong.found);
}

/**
 * Checks the parts of a command, or of each command in a group.
 *
 * @param reserved options of the command line itself
 */
export function commandFlaw(
  entry: Readonly<Record<string, unknown>>,
  reserved: readonly string[],
): EntryFlaw | undefined {
  const { commands } = entry;
  if (commands === undefined) return partsFlaw(entry, '', reserved);
  if (!isMapping(commands)) return flaw('`commands` as an object, by verb', commands);
  for (const [verb, command] of Object.entries(commands)) {
    if (!isName(verb)) return flaw('`commands` by verbs of letters, digits, "-" and "_"', verb);
    if (!isMapping(command) || typeof command['run'] !== 'function' || typeof command['about'] !== 'string')
      return flaw(`\`commands.${verb}\` as { about, run }`, command);
    const wrong = partsFlaw(command, `commands.${verb}.`, reserved);
    if (wrong) return wrong;
  }
  return undefined;
}

function partsFlaw(
  { options, examples }: Readonly<Record<string, unknown>>,
  path: string,
  reserved: readonly string[],
): EntryFlaw | undefined {
  if (examples !== undefined && !isListOfTexts(examples))
    return flaw(`\`${path}examples\` as a list of texts`, examples);
  const wrong = argumentsFlaw(options, `${path}options`, reserved);
  return wrong && flaw(wrong.needed, wrong.found);
}

/** Checks the optional parts of a phase, but for those that its task has too. */
export function phaseFlaw({
  needs,
  before,
  after,
  pipelines,
  scope,
  hook,
}: Readonly<Record<string, unknown>>): EntryFlaw | undefined {
  for (const [name, value] of Object.entries({ needs, before, after }))
    if (value !== undefined && !isListOfTexts(value)) return flaw(`\`${name}\` as a list of names`, value);
  if (
    pipelines !== undefined &&
    !(isListOfTexts(pipelines) && pipelines.every((one) => /^(up|deploy)$/.test(one)))
  )
    return flaw("`pipelines` as a list of 'up' and 'deploy'", pipelines);
  if (scope !== undefined && !/^(host|role|run)$/.test(`${scope}`))
    return flaw("`scope` as 'host', 'role' or 'run'", scope);
  if (hook !== undefined && !/^[A-Za-z]\w*$/.test(`${hook}`))
    return flaw('`hook` as the name of a hook', hook);
  return undefined;
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

function isListOfTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

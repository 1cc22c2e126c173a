import { Secret, secret } from '@fck/core';

/** How the options of a plan are passed to pip. */
export interface PipOptions {
  /** For its command line, which every user of the host can read. */
  readonly words: readonly string[];
  /** Options whose values came from the environment, as variables that pip reads: `PIP_INDEX_URL`. */
  readonly env: Readonly<Record<string, string | Secret>>;
}

/** Separates options that the configuration contains from those that may be secrets. See {@link isGivenWhole}. */
export function pipOptionsOf(
  options: readonly (string | Secret)[],
): PipOptions & { readonly env: Readonly<Record<string, Secret>> } {
  const words: string[] = [];
  const env: Record<string, Secret> = {};
  const give = (variable: string, value: string) => {
    const before = LISTS.has(variable) ? env[variable] : undefined;
    env[variable] = secret(before ? `${before.reveal()} ${value}` : value);
  };
  for (const option of options) {
    if (!(option instanceof Secret)) {
      words.push(option);
      continue;
    }
    const [, name, value] = WHOLE.exec(option.reveal()) ?? [];
    if (name !== undefined && value === undefined) words.push(`--${name}`);
    else if (value !== undefined) give(variableOf(name ?? ''), value);
    else give(variableOf((words.pop() ?? '').slice(2)), option.reveal());
  }
  return { words, env };
}

/** Options that may be given several times, as variables. */
const LISTS = new Set(['PIP_EXTRA_INDEX_URL', 'PIP_FIND_LINKS', 'PIP_TRUSTED_HOST']);

const WHOLE = /^--([a-z][a-z-]*)(?:=(.*))?$/s;
const NAME = /^--[a-z][a-z-]*$/;

/** Whether the name of an option from the environment is known: it is `--name=value`, or it follows `--name`. */
export function isGivenWhole(option: Secret, before: unknown): boolean {
  return WHOLE.test(option.reveal()) || (typeof before === 'string' && NAME.test(before));
}

/** The environment variable from which pip reads an option. */
export function variableOf(name: string): string {
  return `PIP_${name.toUpperCase().replaceAll('-', '_')}`;
}

/**
 * Whether a text contains a URL with a password or a token. pip passes its indexes to its child processes on their
 * command lines.
 */
export function holdsCredentials(text: string): boolean {
  return /https?:\/\/[^/@\s]+@|:\/\/[^/@\s]*:(?!\d+\/)[^@\s]*@/.test(text);
}

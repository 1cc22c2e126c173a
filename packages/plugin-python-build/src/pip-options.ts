import { Secret, secret } from '@fck/core';

/** How the options of a plan are passed to pip. */
export interface PipOptions {
  /** For its command line, which every user of the host can read. */
  readonly words: readonly string[];
  /** Options whose values came from the environment, as variables that pip reads: `PIP_INDEX_URL`. */
  readonly env: Readonly<Record<string, Secret>>;
}

/** Separates options that the configuration contains from those that may be secrets. See {@link isGivenWhole}. */
export function pipOptionsOf(options: readonly (string | Secret)[]): PipOptions {
  const words: string[] = [];
  const env: Record<string, Secret> = {};
  for (const option of options) {
    if (!(option instanceof Secret)) {
      words.push(option);
      continue;
    }
    const [, name, value] = WHOLE.exec(option.reveal()) ?? [];
    if (value !== undefined) env[variableOf(name ?? '')] = secret(value);
    else if (name !== undefined) words.push(`--${name}`);
    else env[variableOf((words.pop() ?? '').slice(2))] = option;
  }
  return { words, env };
}

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

import { readFileSync } from 'node:fs';
import type { NodeRelease } from './node-release.js';

/** The parameters of the script on an instance. None is secret. */
export interface ScriptSettings {
  readonly project: string;
  readonly role: string;
  /** Login user of the role, as which fck runs. */
  readonly user: string;
  /** Of the bucket. */
  readonly region: string;
  readonly kit: { readonly url: string; readonly sha256: string };
  /** The command, in the kit. */
  readonly command: string;
  /** The configuration, below `project/` in the kit. */
  readonly config: string;
  /** Archives by the name of the processor. */
  readonly node: Readonly<Record<string, NodeRelease>>;
  /** Variables that the configuration needs. */
  readonly variables: readonly string[];
  /** Variables that it names, but an instance does not need. */
  readonly unused: readonly string[];
}

/** The user data that sets up an instance: a Python program, which runs wherever cloud-init does. */
export function bootScript(settings: ScriptSettings): string {
  const program = readFileSync(new URL('../../python/user_data.py', import.meta.url), 'utf8');
  // No value can end the program's string literal: JSON escapes quotes.
  return program.replace('@SETTINGS@', () => JSON.stringify(settings, null, 2)).trimEnd();
}

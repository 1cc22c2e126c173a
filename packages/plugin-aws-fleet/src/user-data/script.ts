import { readFileSync } from 'node:fs';
import type { NodeRelease } from './node-release.js';

/** The parameters of the script on an instance. None is secret. */
export interface ScriptSettings {
  readonly project: string;
  readonly role: string;
  /** Login user of the role: fck runs as this one. */
  readonly user: string;
  /** Of the bucket. */
  readonly region: string;
  readonly kit: { readonly url: string; readonly sha256: string };
  /** The command, in the kit. */
  readonly command: string;
  /** The configuration, below `project/` in the kit. */
  readonly config: string;
  /** By the name of the processor. */
  readonly node: Readonly<Record<string, NodeRelease>>;
  /** Variables that the configuration needs. */
  readonly variables: readonly string[];
  /** Variables that it names, and an instance does without. */
  readonly unused: readonly string[];
}

/** The user data that brings an instance up: a program of Python, which cloud-init, being one itself, can run everywhere. */
export function bootScript(settings: ScriptSettings): string {
  const program = readFileSync(new URL('../../python/user_data.py', import.meta.url), 'utf8');
  // No value ends the program's text: a quote in JSON has a backslash before it.
  return program.replace('@SETTINGS@', () => JSON.stringify(settings, null, 2)).trimEnd();
}

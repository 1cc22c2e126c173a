import type { Path } from './translation.js';

/** One entry of a section: `- git: {command: clone_all}`. */
export interface ListEntry {
  readonly section: SectionName;
  /** The tool that it names: `git`. */
  readonly tool: string;
  /** The command of the tool; undefined if the entry has none. */
  readonly command: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where the tool's name is in the file. */
  readonly path: Path;
}

/** A section of a role. */
export type SectionName = 'provision' | 'build' | 'activate';

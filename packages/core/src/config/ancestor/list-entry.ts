import type { Path } from './translation.js';

/** One entry of a section: `- git: {command: clone_all}`. */
export interface ListEntry {
  readonly section: SectionName;
  /** The tool that it names: `git`. */
  readonly tool: string;
  /** What the tool was asked to do; undefined if nothing was said. */
  readonly command: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  /** Where the tool's name is written. */
  readonly path: Path;
}

/** A section of a role. */
export type SectionName = 'provision' | 'build' | 'activate';

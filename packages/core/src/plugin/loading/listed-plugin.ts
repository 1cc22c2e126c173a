import { basename } from 'node:path';
import type { Plugin } from '../../api/plugin.js';
import { formatPlace } from '../../errors/fck-error.js';
import type { Origin, WrittenOptions } from './apply-plugin.js';

/** A plugin that a list brings: its module was run, and it is not applied yet. */
export interface ListedPlugin {
  readonly plugin: Plugin;
  readonly origin: Origin;
  readonly source: Source;
  readonly written: WrittenOptions;
  /** Path in the configuration of the entry that brings it. */
  readonly entryPath: readonly PropertyKey[];
  /** The presets that bring it, the outermost first; none if the list of the configuration itself does. */
  readonly presets: readonly string[];
}

/** What tells whether two plugins are the same. */
interface Source {
  /** What its module exports, or what is written inline. */
  readonly exported: unknown;
  readonly file: string | undefined;
  /** `name@version` of its package. */
  readonly release: string | undefined;
}

/** Whether two plugins are the same: one value, one file, or one release of a package that is installed twice. */
export function isSamePlugin({ source: a }: ListedPlugin, { source: b }: ListedPlugin): boolean {
  return (
    a.exported === b.exported ||
    (a.file !== undefined && a.file === b.file) ||
    (a.release !== undefined && a.release === b.release)
  );
}

/** What brings a plugin, and where: `the preset ./house.mjs (fck.yaml:3:5)`. */
export function bringerInWords({ presets, origin, entryPath }: ListedPlugin): string {
  const { file, line } = origin.where;
  const place =
    line === undefined
      ? `${entryPath.map((part) => (typeof part === 'number' ? `[${part}]` : String(part))).join('')} in ${basename(file)}`
      : formatPlace({ ...origin.where, file: basename(file) });
  const [inner, ...outer] = presets.toReversed();
  if (inner === undefined) return `the entry at ${place}`;
  return `the preset ${[inner, ...outer].join(' in ')} (${place})`;
}

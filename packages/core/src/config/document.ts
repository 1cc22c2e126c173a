import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Place } from '../errors/fck-error.js';
import type { Translation } from './ancestor/translation.js';
import { placeInYaml } from './yaml.js';

/** A configuration file (or the part of one that describes a role), which knows where each value stands. */
export interface ConfigDocument {
  /** The data, with `!env` resolved. */
  readonly value: Readonly<Record<string, unknown>>;
  /** The data as it may be shown: `!env NAME` instead of its value. */
  readonly shown: Readonly<Record<string, unknown>>;
  readonly file: string;
  /** How it was translated, if it is a file of fabcloudkit's. */
  readonly translation?: Translation | undefined;
  /** Where the value at this path stands; its nearest parent's place if the path itself is absent. */
  placeOf(path: readonly PropertyKey[]): Place;
}

/** Describes a file's data, or the part of it below `prefix`. Places are looked up when they are asked for: only errors ask. */
export function documentOf(
  file: string,
  data: { value: Record<string, unknown>; shown: Record<string, unknown> },
  prefix: readonly PropertyKey[] = [],
): ConfigDocument {
  return {
    ...data,
    file,
    placeOf: (path) => {
      if (!['.yaml', '.yml', '.json', ''].includes(extname(file)) || !existsSync(file)) return { file };
      return placeInYaml(readFileSync(file, 'utf8'), file, [...prefix, ...path]);
    },
  };
}

/** What may be shown of the value at a path. */
export function shownAt(path: readonly PropertyKey[], { shown }: Pick<ConfigDocument, 'shown'>): unknown {
  return path.reduce<unknown>(
    (tree, key) => (tree as Record<PropertyKey, unknown> | undefined)?.[key],
    shown,
  );
}

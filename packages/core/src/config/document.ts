import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { ConfigDocument } from '../api/config-document.js';
import type { Translation } from './ancestor/translation.js';
import { placeInYaml } from './yaml.js';

/** A document as it was read from its file. */
export interface LoadedDocument extends ConfigDocument {
  /** How it was translated, if it is a file of fabcloudkit's. */
  readonly translation?: Translation | undefined;
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

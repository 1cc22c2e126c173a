import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { ConfigDocument } from '../api/config-document.js';
import type { Translation } from './ancestor/translation.js';
import { placeInYaml } from './yaml.js';

/** A parsed configuration file. */
export interface LoadedDocument extends ConfigDocument {
  /** Its translation, if it is a file of fabcloudkit. */
  readonly translation?: Translation | undefined;
}

/** Describes a file's data, or the part of it below `prefix`. Places are looked up on demand: only errors need them. */
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

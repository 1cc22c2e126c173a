import { basename } from 'node:path';
import { mappingOr } from './translation.js';

/** File names of fck itself, whatever the files contain. */
const OWN_NAMES = /^(fck\.|\.fckrc|package\.json$)/;

/** fabcloudkit's name for its context file. */
export const CONTEXT_FILE = 'context.yaml';

/**
 * Whether a configuration file is a context file of fabcloudkit: by its name, or, for a file that `--config` names, by
 * the keys that fabcloudkit required.
 */
export function isContextFile(file: string, data: unknown): boolean {
  const name = basename(file);
  if (name === CONTEXT_FILE) return true;
  const keys = mappingOr(data);
  if (!keys || OWN_NAMES.test(name) || !/\.ya?ml$/.test(name)) return false;
  const { roles } = keys;
  const areFiles =
    Array.isArray(roles) && roles.length > 0 && roles.every((role) => typeof role === 'string');
  return areFiles && ['aws_key', 'aws_secret', 'key_filename'].every((key) => Object.hasOwn(keys, key));
}

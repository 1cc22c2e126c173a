import { z } from 'zod';
import { nameErrors } from '../errors/name.js';

/**
 * The one pattern for names of roles, services, repositories, keys, tasks, builds and plugins. A name becomes a folder,
 * a file, a part of a program's name and a cell of a table, so it contains no character with a special meaning there.
 */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/;

/** Names of hosts may be addresses: `10.0.0.1`, `fe80::1%eth0`, `deploy@web-1`. They never become paths unchanged. */
const HOST_NAME = /^[A-Za-z0-9_:][A-Za-z0-9_.:@%-]{0,252}$/;

export const NAME_RULE =
  'must be letters, digits, "_", "." or "-", begin with a letter, a digit or "_", and have at most 100 characters';

export const HOST_NAME_RULE =
  'must be letters, digits, or any of "_.:@%-", begin with a letter or digit, and have at most 253 characters';

/** The project's name is the first part of names such as `shop.web`, and ends at the dot. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/;

/**
 * Properties of every object, such as `constructor`: looked up in a mapping, such a name finds a value that is not an
 * entry.
 */
function isInherited(name: string): boolean {
  return name in {};
}

/**
 * Whether a text can be the name of a role, service, repository, key, task, build or plugin: letters, digits, `_`, `.`
 * and `-`. Such a name is safe as one part of a path.
 */
export function isName(name: unknown): name is string {
  return typeof name === 'string' && NAME.test(name) && !isInherited(name);
}

/** Whether a text can be the name of a host: a name, or an address. */
export function isHostName(name: unknown): name is string {
  return typeof name === 'string' && HOST_NAME.test(name) && !isInherited(name);
}

/**
 * Returns a name that may become a part of a path, and refuses any other. Use it for every path with a name that may
 * come from a host, a provider or the command line.
 *
 * @param kind of the named thing, for the message: `build`
 * @throws FckError `NAME_INVALID`
 * @example posix.join(paths.project, 'drafts', checkedName('role', role.name));
 */
export function checkedName(kind: string, name: string): string {
  if (!isName(name)) throw nameErrors.invalid(kind, name, NAME_RULE);
  return name;
}

/** Makes a name from any text, for things without a name of their own: invalid characters become `_`. */
export function asName(text: string): string {
  const plain = text
    .replaceAll(/[^A-Za-z0-9_.-]/g, '_')
    .replace(/^[.-]+/, '')
    .slice(0, 100);
  return isName(plain) ? plain : `_${plain}`.slice(0, 100);
}

/** Checks a name in the configuration. Mappings use it for their keys: `z.record(nameSchema(), …)`. */
export function nameSchema() {
  return z
    .string()
    .regex(NAME, NAME_RULE)
    .refine((name) => !isInherited(name), 'is a word of JavaScript that cannot be a name');
}

/** Checks the name of the project. */
export function projectNameSchema() {
  return z
    .string()
    .regex(
      PLAIN_NAME,
      'must be letters, digits, "_" or "-", begin with a letter or digit, and have at most 40 characters',
    );
}

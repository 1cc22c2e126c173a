import { nginxErrors } from './errors.js';
import { formatListen, type Listen, sameListen } from './listen.js';
import type { ServerBlock } from './loaded-config.js';
import { comparableNames } from './server-names.js';

/**
 * Makes sure that no other site would keep this one from being served.
 *
 * @param names those that the site answers to
 * @param ours where it listens
 * @param others the `server` blocks of all other files
 * @throws FckError `NGINX_DEFAULT_TAKEN` or `NGINX_NAME_TAKEN`
 */
export function expectNoConflict(
  names: readonly string[],
  ours: readonly Listen[],
  others: readonly ServerBlock[],
): void {
  for (const { file, listens, names: theirs } of others) {
    const shared = listens.filter(({ at }) => ours.some((listen) => sameListen(at, listen)));
    if (shared.length === 0) continue;
    const isDefault = shared.find((listen) => listen.isDefault);
    if (names.length === 0 && isDefault) throw nginxErrors.defaultTaken(formatListen(isDefault.at), file);
    const taken = comparableNames(names).find((name) => comparableNames(theirs).includes(name));
    if (taken !== undefined) throw nginxErrors.nameTaken(taken, file);
  }
}

import { nginxErrors } from './errors.js';
import { formatListen, sameListen } from './listen.js';
import type { ServerBlock } from './loaded-config.js';
import type { NginxSection } from './section.js';

/**
 * Makes sure that no other site would keep this one from being served.
 *
 * @param others the `server` blocks of all other files
 * @throws FckError `NGINX_DEFAULT_TAKEN` or `NGINX_NAME_TAKEN`
 */
export function expectNoConflict(section: NginxSection, others: readonly ServerBlock[]): void {
  for (const { file, listens, names } of others) {
    const shared = listens.find(({ at }) => sameListen(at, section.listen));
    if (!shared) continue;
    if (section.server_names.length === 0 && shared.isDefault) {
      throw nginxErrors.defaultTaken(formatListen(section.listen), file);
    }
    const taken = section.server_names.find((name) => names.includes(name));
    if (taken !== undefined) throw nginxErrors.nameTaken(taken, file);
  }
}

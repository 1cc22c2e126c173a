import { parseDirectives } from './directives.js';
import { type Listen, listensOn, parseAnyListen } from './listen.js';
import type { NginxSection } from './section.js';
import { plainListens } from './tls/directives.js';

/** Where nginx has to listen for a site on a host. A `listen` in `extra` is not repeated: nginx would refuse that. */
export function listensOfSite({ listen, extra }: NginxSection, hasIpv6: boolean): Listen[] {
  const already = parseDirectives(extra.join('\n')).flatMap(({ words: [name, at = ''] }) =>
    name === 'listen' ? (parseAnyListen(at) ?? []) : [],
  );
  return listensOn(listen, hasIpv6, already);
}

/** The same, with those that only redirect to https. */
export function allListensOfSite(section: NginxSection, hasIpv6: boolean): Listen[] {
  const listens = listensOfSite(section, hasIpv6);
  return [...listens, ...plainListens(section, listens)];
}

/** Where nginx listens for a site, as the role has it. */
export function listensOfRole(section: NginxSection): Listen[] {
  return [...section.listen, ...plainListens(section, section.listen)];
}

import { parseDirectives } from './directives.js';
import { type Listen, listensOn, parseAnyListen } from './listen.js';
import type { NginxSection } from './section.js';

/** Where nginx has to listen for a site on a host. A `listen` in `extra` is not repeated: nginx would refuse that. */
export function listensOfSite({ listen, extra }: NginxSection, hasIpv6: boolean): Listen[] {
  const already = parseDirectives(extra.join('\n')).flatMap(({ words: [name, at = ''] }) =>
    name === 'listen' ? (parseAnyListen(at) ?? []) : [],
  );
  return listensOn(listen, hasIpv6, already);
}

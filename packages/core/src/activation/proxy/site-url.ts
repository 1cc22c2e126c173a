import type { HostContext } from '../../api/contexts.js';
import type { Registered } from '../../api/registry.js';
import type { ReverseProxy } from '../../api/reverse-proxy.js';
import { siteName } from '../services/instance-names.js';
import { visitorUrl } from './visitor-url.js';

/** The URL at which visitors reach the site of a role on a host; undefined without a reverse proxy. */
export function siteUrl(
  context: HostContext,
  proxy: Registered<ReverseProxy> | undefined,
): string | undefined {
  const { role, host } = context;
  const address = proxy?.value.address({
    name: siteName(context),
    section: role.values.get(`activate.${proxy.name}`),
  });
  return address && visitorUrl(address, host.address);
}

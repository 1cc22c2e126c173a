import type { HostContext } from '../../api/contexts.js';
import { activationPlan } from '../plan.js';
import { siteName } from '../services/instance-names.js';
import { type Answer, optionsFor, request } from './http-probe.js';

/** The answer of a site to a request from its own host. */
export interface SiteAnswer extends Answer {
  /** The URL that was requested. */
  readonly url: string;
}

/**
 * Requests a page of a role's site from the host itself, through the reverse proxy that serves it. Sends one GET
 * request; changes nothing.
 *
 * @param path begins with `/`
 * @param seconds that the answer may take
 * @returns undefined for a role without a site; status 0 if there was no answer, and then `body` says why
 * @example const page = await requestSite(context, '/health'); if (page && page.status !== 200) throw
 *   notHealthy(page.url, page.status);
 */
export async function requestSite(
  context: HostContext,
  path: string,
  seconds?: number,
): Promise<SiteAnswer | undefined> {
  const { fck, role, remote } = context;
  const proxy = activationPlan(fck, role)?.proxy;
  if (!proxy) return undefined;
  const site = { name: siteName(context), section: role.values.get(`activate.${proxy.name}`) };
  const [first] = (await proxy.value.addresses?.(context, site)) ?? [];
  const address = first ?? proxy.value.address(site);
  const url = `${address.url}${path}`;
  return { url, ...(await request(remote, url, { ...optionsFor(address), seconds })) };
}

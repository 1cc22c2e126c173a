import { BlockList, isIP } from 'node:net';
import { activationPlan } from '../../activation/plan.js';
import { request } from '../../activation/proxy/http-probe.js';
import { verificationPathOf } from '../../activation/proxy/prepare-proxy.js';
import { siteName } from '../../activation/services/instance-names.js';
import { addressesOf } from '../../activation/serving/serving-problems.js';
import type { HostContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { Maintenance } from '../../api/maintenance.js';
import type { Registered } from '../../api/registry.js';
import type { ProxyAddress, ReverseProxy } from '../../api/reverse-proxy.js';
import { runAs } from '../../attribution/attribution.js';
import { activationErrors } from '../../errors/activation.js';
import { isExpectationFailed } from '../../errors/remote.js';
import { servingOf } from '../../state/serving.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';
import { hostsThatActivate, noteNothing } from './activate.js';

/** Seconds within which visitors must get the page. */
const SEEN_WITHIN = 5;

/** Begins the maintenance of the sites of hosts, and requests the page at each of their addresses. */
export async function beginMaintenance(
  session: Session,
  hosts: readonly Host[],
  wanted: Maintenance,
): Promise<void> {
  await onSites(session, hosts, 'maintenance-on', async (context, proxy) => {
    const { role, state, remote } = context;
    if (servingOf(await state.read(), role.name).active === undefined) return 'nothing serves here';
    const name = siteName(context);
    const site = { name, verificationPath: verificationPathOf(name) };
    const before = await proxy.value.maintenance?.(context, name);
    const { since } = before ?? wanted;
    const maintenance = { ...wanted, since };
    await context.step(`${proxy.name} begins the maintenance`, async () => {
      await proxy.value.beginMaintenance?.(context, site, maintenance);
      const addresses = (await addressesOf(context, proxy)).filter(
        (address) => !isAllowed(address, wanted.allow),
      );
      const unseen = await pageNotSeen(context, addresses, `${site.verificationPath}/visitor`);
      if (unseen === undefined) return;
      await (before
        ? proxy.value.beginMaintenance?.(context, site, before)
        : proxy.value.endMaintenance?.(context, name));
      throw activationErrors.maintenanceNotSeen(remote.host.name, unseen.url, unseen.status);
    });
    return undefined;
  });
}

/** Ends the maintenance of the sites of hosts. */
export async function endMaintenance(session: Session, hosts: readonly Host[]): Promise<void> {
  await onSites(session, hosts, 'maintenance-off', async (context, proxy) => {
    const name = siteName(context);
    const before = await proxy.value.maintenance?.(context, name);
    // Also where none is known: a killed run may have left parts of it.
    await context.step(`${proxy.name} ends the maintenance`, async () =>
      proxy.value.endMaintenance?.(context, name),
    );
    return before === undefined ? 'was not in maintenance' : undefined;
  });
}

/** Works on the hosts that have a site. */
async function onSites(
  session: Session,
  hosts: readonly Host[],
  phase: string,
  work: (context: HostContext, proxy: Registered<ReverseProxy>) => Promise<string | undefined>,
): Promise<void> {
  const { fck } = session;
  const proxyOf = (host: Host) => activationPlan(fck, fck.roleNamed(host.role))?.proxy;
  const withSite = hostsThatActivate(session, hosts).filter((host) => proxyOf(host) !== undefined);
  if (withSite.length === 0) return noteNothing(session, 'do');
  await runPhase(session, phase, withSite, async (host) => {
    const proxy = proxyOf(host);
    if (!proxy) return undefined;
    if (!proxy.value.beginMaintenance) throw activationErrors.noMaintenance(host.name, proxy.name);
    return runAs(proxy.owner, () => work(session.contextOf(host, phase), proxy));
  });
}

/** Whether the host's own requests come from an address that gets the site as usual. */
function isAllowed({ url }: ProxyAddress, allow: readonly string[]): boolean {
  const own = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const list = new BlockList();
  for (const network of allow) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return list.check(own, isIP(own) === 6 ? 'ipv6' : 'ipv4');
}

/** The first address at which a visitor does not get the page; undefined if all do. */
async function pageNotSeen(
  { remote }: HostContext,
  addresses: readonly ProxyAddress[],
  path: string,
): Promise<{ url: string; status: number } | undefined> {
  let unseen: { url: string; status: number } | undefined;
  const isSeen = async () => {
    const answers = await Promise.all(
      addresses.map(async ({ url, hostName }) => ({
        url,
        status: (await request(remote, `${url}${path}`, { hostName })).status,
      })),
    );
    unseen = answers.find(({ status }) => status !== 503);
    return unseen === undefined;
  };
  try {
    await remote.expect('visitors to get the page of the maintenance', isSeen, { within: SEEN_WITHIN });
  } catch (thrown) {
    if (!isExpectationFailed(thrown)) throw thrown;
  }
  return unseen;
}

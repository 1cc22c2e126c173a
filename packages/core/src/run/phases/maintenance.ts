import { BlockList, isIP } from 'node:net';
import { activationPlan } from '../../activation/plan.js';
import { request } from '../../activation/proxy/http-probe.js';
import { verificationPathOf } from '../../activation/proxy/prepare-proxy.js';
import { siteName } from '../../activation/services/instance-names.js';
import { addressesOf } from '../../activation/serving/serving-problems.js';
import type { ArgumentRows } from '../../api/arguments.js';
import type { HostContext, TaskContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { Maintenance } from '../../api/maintenance.js';
import type { Registered } from '../../api/registry.js';
import type { ProxyAddress, ReverseProxy } from '../../api/reverse-proxy.js';
import { runAs } from '../../attribution/attribution.js';
import { activationErrors } from '../../errors/activation.js';
import { argumentErrors } from '../../errors/arguments.js';
import { isExpectationFailed } from '../../errors/remote.js';
import { servingOf } from '../../state/serving.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';
import { hostsThatActivate, noteNothing } from './activate.js';

/** Seconds within which visitors must get the page. */
const SEEN_WITHIN = 5;

/** The arguments of the task that begins a maintenance. */
export const maintenanceArguments: ArgumentRows = {
  message: { about: 'the text that visitors read', kind: 'text' },
  allow: { about: 'address or network that gets the site as usual; may be repeated', kind: 'list' },
  'retry-after': { about: 'seconds after which clients may ask again', kind: 'number', default: 300 },
};

/**
 * The maintenance that these arguments ask for.
 *
 * @throws FckError `ARGUMENT_INVALID`
 */
export function wantedMaintenance({
  message,
  allow,
  'retry-after': seconds,
}: TaskContext['args']): Maintenance {
  const networks = Array.isArray(allow) ? allow.map(String) : [];
  const problems = [
    ...networks
      .filter((network) => !isNetwork(network))
      .map(
        (network) => `--allow ${network} is no address and no network, such as 203.0.113.7 or 2001:db8::/32.`,
      ),
    ...(Number.isInteger(seconds) && Number(seconds) > 0
      ? []
      : [`--retry-after must be whole seconds, more than 0, not ${String(seconds)}.`]),
    ...(String(message ?? '').length > LONGEST_MESSAGE
      ? [`--message has more than ${LONGEST_MESSAGE} characters.`]
      : []),
  ];
  if (problems.length > 0)
    throw argumentErrors.invalid(
      problems,
      '`fck maintenance on --help` shows the options. Nothing was changed.',
    );
  return {
    since: new Date().toISOString(),
    message: typeof message === 'string' && message.trim() !== '' ? message : undefined,
    allow: networks,
    retryAfter: Number(seconds),
  };
}

const LONGEST_MESSAGE = 500;

function isNetwork(text: string): boolean {
  const [, address = '', bits] = /^([0-9A-Fa-f.:]+)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = isIP(address);
  return family !== 0 && Number(bits ?? 0) <= (family === 4 ? 32 : 128);
}

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
      const unseen = await pageNotSeen(context, addresses);
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
    if ((await proxy.value.maintenance?.(context, name)) === undefined) return 'was not in maintenance';
    await context.step(`${proxy.name} ends the maintenance`, async () =>
      proxy.value.endMaintenance?.(context, name),
    );
    return undefined;
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
): Promise<{ url: string; status: number } | undefined> {
  let unseen: { url: string; status: number } | undefined;
  const isSeen = async () => {
    const answers = await Promise.all(
      addresses.map(async ({ url, hostName }) => ({
        url,
        status: (await request(remote, `${url}/`, { hostName })).status,
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

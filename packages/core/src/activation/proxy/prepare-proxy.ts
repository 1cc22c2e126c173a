import type { ActivationContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import type { Registered } from '../../api/registry.js';
import type { Remote } from '../../api/remote.js';
import type { ProxyAddress, ReverseProxy, Site } from '../../api/reverse-proxy.js';
import type { Instance } from '../../api/service.js';
import { activationErrors } from '../../errors/activation.js';
import { isFckError } from '../../errors/fck-error.js';
import { isExpectationFailed } from '../../errors/remote.js';
import { toJson } from '../json.js';
import type { PlannedService } from '../planned-service.js';
import { siteName } from '../services/instance-names.js';
import { waitUntilStable } from '../services/stable.js';
import type { FailureReport } from '../transaction/failure-report.js';
import { hostHeader } from './host-header.js';
import { type Answer, describeAnswer, isGood, optionsFor, request, requestPage } from './http-probe.js';
import { lookAtCertificate } from './served-certificate.js';

/** Seconds within which a reverse proxy must apply its new configuration. */
const SWITCH_WITHIN = 10;

/** The switch of a reverse proxy, and the report if it fails. */
interface ProxySwitch {
  readonly proxy: Registered<ReverseProxy>;
  readonly instances: readonly Instance[];
  /** The services of the role. */
  readonly services: readonly PlannedService[];
  /** Whether the services behind it are stable. */
  readonly stable: () => Promise<boolean>;
  /** Throws if a service has ended since the switch. */
  readonly stillUp: () => Promise<void>;
  /** Throws if another process listens on a port of a service. */
  readonly expectOwnPorts: () => Promise<void>;
  readonly failureReport: FailureReport;
}

/**
 * The site of a role for a proxy: passes requests to the instance that listens, or serves the static files of its
 * build.
 */
export function siteOf(
  context: Pick<ActivationContext, 'project' | 'role' | 'build' | 'buildPath'>,
  proxy: string,
  instances: readonly Instance[],
  services: readonly PlannedService[],
): Site {
  const name = siteName(context);
  const instance = instances.find(({ endpoint }) => endpoint !== undefined);
  return {
    name,
    build: context.build,
    buildPath: context.buildPath,
    instance,
    listeners: listenersOf(instances, services),
    section: context.role.values.get(`activate.${proxy}`),
    verificationPath: verificationPathOf(name),
    verificationAnswer: instance?.id ?? context.build.name,
  };
}

/** The instances that listen, by the names of their services in the configuration. */
function listenersOf(
  instances: readonly Instance[],
  services: readonly PlannedService[],
): Readonly<Record<string, readonly Instance[]>> {
  const listeners: Record<string, Instance[]> = {};
  for (const { name: kind, path } of services) {
    const service = path.at(-1) ?? kind;
    const listening = instances.filter((one) => one.kind === kind && one.endpoint !== undefined);
    if (listening.length > 0) listeners[service] = [...(listeners[service] ?? []), ...listening];
  }
  return listeners;
}

/** Path below a site that names the build that serves. */
export function verificationPathOf(site: string): string {
  return `/.well-known/fck/${site}`;
}

/**
 * Registers the switch of the reverse proxy to a new instance, and its verification.
 *
 * @returns waits, after the switch, until the last requests to the old build have ended; gives false on timeout
 */
export async function prepareProxy(
  context: ActivationContext,
  sections: CoreSections,
  { proxy, instances, services, stable, stillUp, expectOwnPorts, failureReport }: ProxySwitch,
): Promise<() => Promise<boolean>> {
  const { remote, role, build } = context;
  const site = siteOf(context, proxy.name, instances, services);
  const { name } = site;
  const replaces = context.takesOver?.sites;
  const [addresses = [proxy.value.address(site)], obstacles = [], maintenance] = await Promise.all([
    proxy.value.addresses?.(context, site),
    proxy.value.obstacles?.(context, site),
    proxy.value.maintenance?.(context, name),
    proxy.value.prepare(context, site, replaces),
  ]);
  for (const obstacle of obstacles) context.warn(`${obstacle}.`);
  if (maintenance)
    context.note(
      `The site is in maintenance: visitors get 503 until \`fck maintenance off -r ${role.name}\`.`,
    );
  let mark: unknown;
  context.switch(
    `${proxy.name} switches to ${build.name}`,
    async () => {
      await failureReport.explaining(() => proxy.value.switchTo(context, site, replaces));
    },
    async () => {
      const [remembered, work] = await Promise.all([
        proxy.value.remember(context, name, replaces),
        proxy.value.workMark(remote),
      ]);
      mark = work;
      return {
        step: 'core.undo-switch',
        data: { proxy: proxy.name, site: name, remembered: toJson(remembered) },
      };
    },
  );
  context.verify('the reverse proxy answers with the new build', () =>
    failureReport.explaining(async () => {
      await verifySite(context, addresses, site, sections, stable);
      await expectOwnPorts();
    }),
  );
  return async () => {
    const seconds = sections.drain.of(role) ?? 30;
    const ended = remote.expect(
      'the last requests of the old build to end',
      async () => {
        const [drained] = await Promise.all([proxy.value.drained(remote, mark), stillUp()]);
        return drained;
      },
      { within: seconds },
    );
    return ended.then(
      () => true,
      (thrown: unknown) => (isExpectationFailed(thrown) ? false : Promise.reject(thrown)),
    );
  };
}

async function verifySite(
  context: ActivationContext,
  addresses: readonly ProxyAddress[],
  site: Site,
  sections: CoreSections,
  stable: ProxySwitch['stable'],
): Promise<void> {
  const path = sections.httpTestPath.of(context.role);
  const page = path === undefined ? undefined : { path, hostName: hostHeader(context, sections) };
  const { remote } = context;
  let failed: { url: string; answer: Answer } = {
    url: addresses[0]?.url ?? '',
    answer: { status: 0, body: '' },
  };
  let areStable = false;
  const verified = async () => {
    const [answers, isUp] = await Promise.all([
      Promise.all(addresses.map((address) => requestAddress(remote, address, site, page))),
      stable(),
    ]);
    areStable = isUp;
    const wrong = answers.find(({ isVerified }) => !isVerified);
    if (wrong) failed = wrong;
    return wrong === undefined;
  };
  try {
    await remote.expect('the new build to answer', verified, { within: SWITCH_WITHIN });
  } catch (thrown) {
    if (isFckError(thrown) && !isExpectationFailed(thrown)) throw thrown;
    const why = describeAnswer(failed.answer);
    throw activationErrors.notServing(remote.host.name, failed.url, site.build.name, why);
  }
  if (!areStable) await waitUntilStable(remote, stable);
}

async function requestAddress(
  remote: Remote,
  address: ProxyAddress,
  site: Site,
  test: { readonly path: string; readonly hostName: string | undefined } | undefined,
) {
  const { url, hostName } = address;
  const options = optionsFor(address);
  const [verification, page, { problem }] = await Promise.all([
    request(remote, `${url}${site.verificationPath}`, options),
    test && requestPage(remote, `${url}${test.path}`, { ...options, hostName: hostName ?? test.hostName }),
    lookAtCertificate({ remote }, address),
  ]);
  const isGoodPage = page === undefined || isGood(page);
  const answers = verification.status === 200 && verification.body.trim() === site.verificationAnswer;
  if (answers && isGoodPage && problem !== undefined)
    return { url, answer: { status: 0, body: problem }, isVerified: false };
  return { url, answer: page && !isGoodPage ? page : verification, isVerified: answers && isGoodPage };
}

import type { HostContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import type { ServingRecord } from '../../api/host-state.js';
import type { Registered } from '../../api/registry.js';
import type { ProxyAddress, ReverseProxy } from '../../api/reverse-proxy.js';
import type { Instance, ProcessManager } from '../../api/service.js';
import { messageOf } from '../../errors/fck-error.js';
import type { ActivationPlan } from '../plan.js';
import { hostHeader } from '../proxy/host-header.js';
import {
  type Answer,
  describeAnswer,
  isGood,
  optionsFor,
  request,
  requestEndpoint,
  requestPage,
} from '../proxy/http-probe.js';
import { verificationPathOf } from '../proxy/prepare-proxy.js';
import { lookAtCertificate } from '../proxy/served-certificate.js';
import { managerInUse } from '../services/choose-manager.js';
import { siteName } from '../services/instance-names.js';
import { managerOfInstance } from '../services/instances-on-host.js';
import { expectOwnPort } from '../services/port-owner.js';
import type { ActivatedSetting, Setting } from './setting.js';
import { changesOfFiles } from './written-files.js';

/** Statuses of a reverse proxy whose service does not answer. */
const NOBODY_BEHIND = new Set([502, 503, 504]);

/** The state of what a host should serve. */
export interface ServingFindings {
  /** Whether all its services run. */
  readonly running: boolean;
  /** Whether the build that should serve answers visitors. */
  readonly serving: boolean;
  /** The problems, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Finds out whether a host serves what it should, from the visitor's side and the process manager's. A failed check is
 * a problem, too.
 *
 * @param record what should serve: `active` is a build
 * @param setting of the activation, if known
 * @param addresses of the site, if already requested: see {@link addressesOf}
 */
export async function findServingProblems(
  context: HostContext,
  sections: CoreSections,
  { managers, proxy }: ActivationPlan,
  record: ServingRecord,
  setting: Setting | undefined,
  addresses?: readonly ProxyAddress[],
): Promise<ServingFindings> {
  const { instances } = record;
  const known = isOfRecord(setting, record) ? setting : undefined;
  const [services, site, files, parts] = await Promise.all([
    orProblem(() => serviceProblems(context, managers, instances)),
    proxy ? orProblem(() => siteProblems(context, sections, proxy, record, addresses)) : [],
    orProblem(async () => changesOfFiles(context.remote, known?.activated.files ?? [], known?.salt ?? '')),
    orProblem(() => problemsOfParts(context)),
  ]);
  return {
    running: services.length === 0,
    serving: services.length === 0 && site.length === 0,
    problems: [...services, ...site, ...files, ...parts],
  };
}

/** What plugins that set up more than services and sites would put right, one sentence each. */
async function problemsOfParts(context: HostContext): Promise<string[]> {
  const parts = context.fck.activationParts.entries();
  return (await Promise.all(parts.map(({ value }) => value.problems?.(context)))).flatMap(
    (some) => some ?? [],
  );
}

/** What those plugins report that an activation would not put right, one sentence each. Reads only. */
export function failuresOfParts(context: HostContext): Promise<readonly string[]> {
  const parts = context.fck.activationParts.entries();
  return orProblem(async () =>
    (await Promise.all(parts.map(({ value }) => value.failures?.(context)))).flatMap((some) => some ?? []),
  );
}

/** Whether a setting belongs to the build that serves, not to an earlier one. */
export function isOfRecord(
  setting: Setting | undefined,
  { active, instances }: ServingRecord,
): setting is ActivatedSetting {
  if (!setting?.activated || setting.build !== active) return false;
  const ids = instances.map(({ id }) => id).toSorted();
  return Object.keys(setting.activated.services).toSorted().join() === ids.join();
}

/** Each instance is checked by the manager that runs it: the role may have another one by now. */
async function serviceProblems(
  context: HostContext,
  managers: readonly Registered<ProcessManager>[],
  instances: readonly Instance[],
): Promise<string[]> {
  const isRecorded = instances.every(({ manager }) => manager !== undefined);
  const chosen = isRecorded ? undefined : (await managerInUse(context, managers))?.manager;
  const byManager = new Map<Registered<ProcessManager>, Instance[]>();
  for (const instance of instances) {
    const manager = managerOfInstance(context, instance, chosen);
    if (manager) byManager.set(manager, [...(byManager.get(manager) ?? []), instance]);
  }
  const problems = await Promise.all(
    [...byManager].map(([manager, ofIt]) => problemsUnder(context, manager, ofIt)),
  );
  return problems.flat();
}

async function problemsUnder(
  { remote }: HostContext,
  manager: Registered<ProcessManager>,
  instances: readonly Instance[],
): Promise<string[]> {
  const { name, value } = manager;
  const ids = instances.map(({ id }) => id);
  const instabilityOf = ({ id }: Instance) =>
    orProblem(async () => {
      const stable = await value.stable?.(remote, id);
      return stable === false ? [`${id} is still starting`] : [];
    });
  const portOf = (instance: Instance) =>
    orProblem(async () => {
      await expectOwnPort(remote, manager, instance);
      return [];
    });
  const [running, unstable, ports] = await Promise.all([
    value.running(remote, ids),
    Promise.all(instances.map(instabilityOf)),
    Promise.all(instances.map(portOf)),
  ]);
  return ids.flatMap((id, index) => [
    ...(running.includes(id) ? (unstable[index] ?? []) : [`${id} does not run under ${name}`]),
    ...(ports[index] ?? []),
  ]);
}

async function siteProblems(
  context: HostContext,
  sections: CoreSections,
  proxy: Registered<ReverseProxy>,
  record: ServingRecord,
  known: readonly ProxyAddress[] | undefined,
): Promise<string[]> {
  const addresses = known ?? (await addressesOf(context, proxy));
  const problems = await Promise.all(
    addresses.map((address) => addressProblems(context, sections, proxy.name, address, record)),
  );
  return problems.flat();
}

/** The URLs at which the host itself reaches the site of a role. Reads only. */
export async function addressesOf(
  context: HostContext,
  { name, value: proxy }: Registered<ReverseProxy>,
): Promise<readonly ProxyAddress[]> {
  const site = { name: siteName(context), section: context.role.values.get(`activate.${name}`) };
  return (await proxy.addresses?.(context, site)) ?? [proxy.address(site)];
}

/** Problems that keep visitors out of the site of a role, one sentence each. A failed check is one, too. Reads only. */
export function obstaclesTo(
  context: HostContext,
  { name, value: proxy }: Registered<ReverseProxy>,
): Promise<readonly string[]> {
  const site = { name: siteName(context), section: context.role.values.get(`activate.${name}`) };
  return orProblem(async () => [...((await proxy.obstacles?.(context, site)) ?? [])]);
}

async function addressProblems(
  context: HostContext,
  sections: CoreSections,
  proxy: string,
  address: ProxyAddress,
  { active, instances }: ServingRecord,
): Promise<string[]> {
  const { url, hostName } = address;
  const path = sections.httpTestPath.of(context.role);
  const listens = instances.some(({ endpoint }) => endpoint !== undefined);
  const asksPage = path !== undefined || listens;
  const [verification, page, { problem }] = await Promise.all([
    request(context.remote, `${url}${verificationPathOf(siteName(context))}`, optionsFor(address)),
    asksPage ? pageOf(context, sections, address, instances) : undefined,
    lookAtCertificate(context, address),
  ]);
  const expected = instances.find(({ endpoint }) => endpoint !== undefined)?.id ?? active;
  const visitor = hostName === undefined ? url : `${url} (as ${hostName})`;
  if (verification.status === 0)
    return [`${proxy} does not answer at ${visitor}: ${describeAnswer(verification)}`];
  if (verification.status !== 200 || verification.body.trim() !== expected)
    return [`${proxy} does not answer with ${active} at ${visitor}: ${whatAnswers(verification)}`];
  if (problem !== undefined) return [problem];
  const isFit = page === undefined || (path === undefined ? !NOBODY_BEHIND.has(page.status) : isGood(page));
  return isFit && page?.status !== 0
    ? []
    : [`the site does not answer well at ${visitor}${path ?? '/'}: ${describeAnswer(page ?? verification)}`];
}

/** The page that a visitor gets. Behind a redirect to https, the service's own answer tells whether there is one. */
async function pageOf(
  context: HostContext,
  sections: CoreSections,
  address: ProxyAddress,
  instances: readonly Instance[],
): Promise<Answer> {
  const { remote, role } = context;
  const path = sections.httpTestPath.of(role) ?? '/';
  const hostName = address.hostName ?? hostHeader(context, sections);
  const page = await requestPage(remote, `${address.url}${path}`, { ...optionsFor(address), hostName });
  const endpoint = instances.find((instance) => instance.endpoint !== undefined)?.endpoint;
  return page.toTls === 'always' && endpoint
    ? requestEndpoint(remote, endpoint, path, { hostName: hostHeader(context, sections), seconds: 10 })
    : page;
}

/** Words for an unexpected answer. It may be of any program. */
function whatAnswers({ status, body }: Answer): string {
  const word = body.trim();
  return status === 200 && /^[A-Za-z0-9._-]{1,200}$/.test(word)
    ? `${word} answers`
    : status === 200
      ? 'another site answers'
      : `it answers ${status}`;
}

/** Turns a failed check into a problem. */
async function orProblem(find: () => Promise<string[]>): Promise<string[]> {
  try {
    return await find();
  } catch (thrown) {
    return [messageOf(thrown)];
  }
}

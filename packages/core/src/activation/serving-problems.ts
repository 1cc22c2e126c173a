import type { CoreSections } from '../config/core-sections.js';
import { messageOf } from '../errors/fck-error.js';
import { inNameOf } from '../plugin/attribution.js';
import type { Registered } from '../registry/registry.js';
import type { HostContext } from '../run/contexts.js';
import type { ServingRecord } from '../state/host-state.js';
import type { Front } from './front.js';
import { proofPathOf } from './front-door.js';
import { type Answer, ask, describeAnswer, isGood } from './http-probe.js';
import { siteName } from './instance-names.js';
import type { ActivationPlan } from './plan.js';
import { expectOwnPort } from './port-owner.js';
import type { Instance, ProcessManager } from './service.js';
import type { Setting } from './setting.js';
import { changesOfFiles } from './written-files.js';

/** What a reverse proxy answers for a service that does not answer. */
const NOBODY_BEHIND = new Set([502, 503, 504]);

/** How what a host should serve is served. */
export interface ServingFindings {
  /** Whether all its services run. */
  readonly running: boolean;
  /** Whether a visitor is answered, by the build that should serve. */
  readonly serving: boolean;
  /** What is wrong, one sentence each. */
  readonly problems: readonly string[];
}

/**
 * Finds out whether a host serves what it should, as a visitor sees it and as the process manager does. What cannot be asked is a
 * problem, too.
 *
 * @param record what should serve: `active` is a build
 * @param setting what it was activated with, where that is known
 */
export async function findServingProblems(
  context: HostContext,
  sections: CoreSections,
  { manager, front }: ActivationPlan,
  record: ServingRecord,
  setting: Setting | undefined,
): Promise<ServingFindings> {
  const { instances } = record;
  const known = isOfInstances(setting, instances) ? setting : undefined;
  const [services, site, files] = await Promise.all([
    manager ? orProblem(() => serviceProblems(context, manager, instances)) : [],
    front ? orProblem(() => siteProblems(context, sections, front, record)) : [],
    orProblem(async () => changesOfFiles(context.remote, known?.activated?.files ?? [], known?.salt ?? '')),
  ]);
  return {
    running: services.length === 0,
    serving: services.length === 0 && site.length === 0,
    problems: [...services, ...site, ...files],
  };
}

/** Whether a setting is that of these instances, and not of others that served before them. */
export function isOfInstances(setting: Setting | undefined, instances: readonly Instance[]): boolean {
  const ids = Object.keys(setting?.activated?.services ?? {}).toSorted();
  return (
    setting?.activated !== undefined &&
    ids.join() ===
      instances
        .map(({ id }) => id)
        .toSorted()
        .join()
  );
}

async function serviceProblems(
  { remote }: HostContext,
  manager: Registered<ProcessManager>,
  instances: readonly Instance[],
): Promise<string[]> {
  const { owner, name, value } = manager;
  const ids = instances.map(({ id }) => id);
  const settlingOf = ({ id }: Instance) =>
    orProblem(async () => {
      const settled = await inNameOf(owner, async () => value.settled?.(remote, id));
      return settled === false ? [`${id} is still starting`] : [];
    });
  const portOf = (instance: Instance) =>
    orProblem(async () => {
      await expectOwnPort(remote, manager, instance);
      return [];
    });
  const [running, settling, ports] = await Promise.all([
    inNameOf(owner, () => value.running(remote, ids)),
    Promise.all(instances.map(settlingOf)),
    Promise.all(instances.map(portOf)),
  ]);
  return ids.flatMap((id, index) => [
    ...(running.includes(id) ? (settling[index] ?? []) : [`${id} does not run under ${name}`]),
    ...(ports[index] ?? []),
  ]);
}

async function siteProblems(
  context: HostContext,
  sections: CoreSections,
  { owner, name, value: front }: Registered<Front>,
  { active, instances }: ServingRecord,
): Promise<string[]> {
  const { remote, role } = context;
  const site = siteName(context);
  const section = role.values.get(`activate.${name}`);
  const { url, hostName } = await inNameOf(owner, async () => front.door({ name: site, section }));
  const path = sections.httpTestPath.of(role);
  const listens = instances.some(({ endpoint }) => endpoint !== undefined);
  const asksPage = path !== undefined || listens;
  const [proof, page] = await Promise.all([
    ask(remote, `${url}${proofPathOf(site)}`, { hostName }),
    asksPage ? ask(remote, `${url}${path ?? '/'}`, { hostName }) : undefined,
  ]);
  const expected = instances.find(({ endpoint }) => endpoint !== undefined)?.id ?? active;
  const visitor = hostName === undefined ? url : `${url} (as ${hostName})`;
  if (proof.status === 0) return [`${name} does not answer at ${visitor}: ${describeAnswer(proof)}`];
  if (proof.status !== 200 || proof.body.trim() !== expected)
    return [`${name} does not answer with ${active} at ${visitor}: ${whatAnswers(proof)}`];
  const isFit = page === undefined || (path === undefined ? !NOBODY_BEHIND.has(page.status) : isGood(page));
  return isFit && page?.status !== 0
    ? []
    : [`the site does not answer well at ${visitor}${path ?? '/'}: ${describeAnswer(page ?? proof)}`];
}

/** What came in place of the answer that was expected. It may be of any program. */
function whatAnswers({ status, body }: Answer): string {
  const word = body.trim();
  return status === 200 && /^[A-Za-z0-9._-]{1,200}$/.test(word)
    ? `${word} answers`
    : status === 200
      ? 'another site answers'
      : `it answers ${status}`;
}

/** A look that fails says what it could not find out. */
async function orProblem(find: () => Promise<string[]>): Promise<string[]> {
  try {
    return await find();
  } catch (thrown) {
    return [messageOf(thrown)];
  }
}

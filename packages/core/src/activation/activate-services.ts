import type { CoreSections } from '../config/core-sections.js';
import { activationErrors } from '../errors/activation.js';
import { isFckError } from '../errors/fck-error.js';
import { inNameOf } from '../plugin/attribution.js';
import type { Registered } from '../registry/registry.js';
import type { ActivationContext, HostContext } from '../run/contexts.js';
import type { ServingRecord } from '../state/host-state.js';
import { freePorts } from './free-port.js';
import type { Front, Site } from './front.js';
import { type Answer, ask, askEndpoint, describeAnswer, isGood } from './http-probe.js';
import { type ActivationPlan, activationPlan } from './plan.js';
import type { Endpoint, Instance, ProcessManager, Service } from './service.js';
import { servingOf, withServing } from './serving.js';

const LOG_LINES = 25;
/** Looks in a row that find a service not running, until nobody waits for it any longer. */
const GONE_FOR_GOOD = 10;
/** Seconds that a front server may take to act on its new configuration. */
const SWITCH_WITHIN = 10;

/** Names the site and begins the id of every instance of a role. */
export function siteName(context: HostContext): string {
  return `${context.project.name}-${context.role.name}`;
}

/** Core's own tap of `activate`: starts the role's services beside those that serve, and has the front switch to them. */
export async function activateServices(context: ActivationContext, sections: CoreSections): Promise<void> {
  const plan = activationPlan(context.fck, context.role);
  if (!plan) return;
  const { started, others } = await startServices(context, sections, plan);
  const listener = started.find(({ endpoint }) => endpoint !== undefined);
  const drained = plan.front ? await prepareFront(context, sections, plan.front, listener) : async () => true;
  context.verify('remember what serves', () => recordServing(context, started));
  context.finish('stop what served before', () => stopOthers(context, plan.manager, others, drained));
}

async function recordServing(context: ActivationContext, instances: readonly Instance[]): Promise<void> {
  const { state, role, build } = context;
  const before = servingOf(await state.read(), role.name);
  await context.undo('core.restore-serving', { role: role.name, record: toJson(before) });
  await state.update((data) =>
    withServing(data, role.name, (record) => ({
      ...record,
      active: build.name,
      previous: previousOf(record, build.name),
      resting: undefined,
      instances,
      draining: [...record.draining, ...record.instances],
      since: new Date().toISOString(),
    })),
  );
}

/** Activating what serves already, or served when the site was taken down, does not make it its own predecessor. */
function previousOf({ active, resting, previous }: ServingRecord, next: string): string | undefined {
  const last = active ?? resting;
  return last === undefined || last === next ? previous : last;
}

/**
 * Ends the instances that served before. Where requests are still under way when their time is over, what served last is
 * left to end them, and the next activation ends it.
 */
async function stopOthers(
  context: ActivationContext,
  manager: Registered<ProcessManager> | undefined,
  others: readonly string[],
  drained: () => Promise<boolean>,
): Promise<void> {
  const { state, role, build } = context;
  const inTime = await drained();
  const { draining, instances } = servingOf(await state.read(), role.name);
  const last = new Set(draining.filter(({ build: of }) => of !== build.name).map(({ id }) => id));
  const toStop = inTime ? others : others.filter((id) => !last.has(id));
  if (!inTime)
    context.warn(
      'Requests to the old build are still under way: it runs on, and the next activation ends it.',
    );
  if (manager)
    await inNameOf(manager.owner, () => Promise.all(toStop.map((id) => manager.value.stop(context, id))));
  const kept = new Set(instances.map(({ id }) => id));
  await state.update((data) => ({
    ...withServing(data, role.name, (record) => ({
      ...record,
      draining: record.draining.filter(
        ({ id }) => !toStop.includes(id) && !kept.has(id) && others.includes(id),
      ),
    })),
    builds: { ...data.builds, [build.name]: { fate: 'good', at: new Date().toISOString() } },
  }));
}

/** Starts each service beside what runs, and waits until it answers. */
async function startServices(
  context: ActivationContext,
  sections: CoreSections,
  plan: ActivationPlan,
): Promise<{ started: Instance[]; others: string[] }> {
  const { manager, services } = plan;
  if (!manager) return { started: [], others: [] };
  const { remote, state, build, role } = context;
  const prefix = `${siteName(context)}-`;
  const [known, others] = await Promise.all([state.read(), manager.value.list(remote, prefix)]);
  const generation = 1 + Math.max(servingOf(known, role.name).generation, ...others.map(generationIn));
  await state.update((data) => withServing(data, role.name, (record) => ({ ...record, generation })));
  const ports = await freePorts(remote, known, services.filter(({ value }) => value.listens).length);
  const started: Instance[] = [];
  for (const kind of services) {
    const port = kind.value.listens ? ports.shift() : undefined;
    const endpoint: Endpoint | undefined =
      port === undefined ? undefined : { kind: 'tcp', address: '127.0.0.1', port };
    const instance: Instance = {
      id: `${prefix}${kind.name}-${build.number}-${generation}`,
      kind: kind.name,
      build: build.name,
      endpoint,
    };
    const service = await inNameOf(kind.owner, () =>
      kind.value.describe(context, {
        section: role.values.get(`activate.${kind.name}`),
        build,
        buildPath: context.buildPath,
        endpoint,
      }),
    );
    await startOne(context, sections, manager, instance, service);
    started.push(instance);
  }
  return { started, others };
}

async function startOne(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager>,
  instance: Instance,
  service: Service,
): Promise<void> {
  const where = instance.endpoint?.kind === 'tcp' ? ` on port ${instance.endpoint.port}` : '';
  await context.undo('core.stop-instance', { manager: manager.name, id: instance.id });
  await inNameOf(manager.owner, () =>
    context.step(`start ${instance.kind}${where}`, () => manager.value.start(context, instance, service)),
  );
  await context.step(`${instance.kind} answers`, () =>
    waitUntilHealthy(context, sections, manager.value, instance),
  );
}

async function waitUntilHealthy(
  context: ActivationContext,
  sections: CoreSections,
  manager: ProcessManager,
  instance: Instance,
): Promise<void> {
  const { remote, role } = context;
  const { within, host: hostName } = sections.health.of(role) ?? { within: 30 };
  const path = sections.httpTestPath.of(role);
  const { endpoint } = instance;
  let answer: Answer = { status: 0, body: 'no answer' };
  let timesGone = 0;
  const healthy = async () => {
    const runs = (await manager.running(remote, [instance.id])).length === 1;
    timesGone = runs ? 0 : timesGone + 1;
    if (timesGone >= GONE_FOR_GOOD) throw new Error('it ended');
    if (!endpoint) return runs;
    answer = await askEndpoint(remote, endpoint, path ?? '/', hostName);
    return path === undefined ? answer.status > 0 : isGood(answer);
  };
  try {
    await remote.expect(`${instance.id} to answer`, healthy, { within });
  } catch {
    const logs = await manager.logs(remote, instance.id, LOG_LINES).catch(() => '');
    const what = `${instance.kind}${path === undefined ? '' : ` at ${path}`}`;
    throw activationErrors
      .unhealthy(
        remote.host.name,
        what,
        within,
        timesGone === 0 ? describeAnswer(answer) : 'it does not run',
        logs,
      )
      .stamp({ host: remote.host.name });
  }
}

async function prepareFront(
  context: ActivationContext,
  sections: CoreSections,
  front: Registered<Front>,
  instance: Instance | undefined,
): Promise<() => Promise<boolean>> {
  const { remote, role, build } = context;
  const name = siteName(context);
  const site: Site = {
    name,
    build,
    buildPath: context.buildPath,
    instance,
    section: role.values.get(`activate.${front.name}`),
    proofPath: `/.well-known/fck/${name}`,
    proof: instance?.id ?? build.name,
  };
  await inNameOf(front.owner, () => front.value.prepare(context, site));
  let mark: unknown;
  context.switch(`${front.name} switches to ${build.name}`, async () => {
    const remembered = await inNameOf(front.owner, () => front.value.remember(context, name));
    await context.undo('core.restore-front', {
      front: front.name,
      site: name,
      remembered: toJson(remembered),
    });
    mark = await front.value.workMark(remote);
    await inNameOf(front.owner, () => front.value.switchTo(context, site));
  });
  context.verify('the front door answers with the new build', () =>
    proveFrontDoor(context, front.value, site, sections.httpTestPath.of(role)),
  );
  return async () => {
    const seconds = sections.drain.of(role) ?? 30;
    const ended = remote.expect(
      'the last requests of the old build to end',
      () => front.value.drained(remote, mark),
      { within: seconds },
    );
    return ended.then(
      () => true,
      (thrown: unknown) =>
        isFckError(thrown) && thrown.code === 'EXPECTATION_FAILED' ? false : Promise.reject(thrown),
    );
  };
}

async function proveFrontDoor(
  context: ActivationContext,
  front: Front,
  site: Site,
  testPath: string | undefined,
): Promise<void> {
  const { remote } = context;
  const { url, hostName } = front.door(site);
  let answer: Answer = { status: 0, body: '' };
  const proven = async () => {
    const [proof, page] = await Promise.all([
      ask(remote, `${url}${site.proofPath}`, { hostName }),
      testPath === undefined ? undefined : ask(remote, `${url}${testPath}`, { hostName }),
    ]);
    answer = page && !isGood(page) ? page : proof;
    return proof.status === 200 && proof.body.trim() === site.proof && (page === undefined || isGood(page));
  };
  try {
    await remote.expect('the new build to answer', proven, { within: SWITCH_WITHIN });
  } catch {
    throw activationErrors.notServing(remote.host.name, url, site.build.name, describeAnswer(answer));
  }
}

function generationIn(id: string): number {
  return Number(/-(\d+)$/.exec(id)?.[1] ?? 0);
}

/** Undo data must survive as text. */
function toJson(value: unknown) {
  return JSON.parse(JSON.stringify(value ?? null));
}

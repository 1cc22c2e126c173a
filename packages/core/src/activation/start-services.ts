import type { CoreSections } from '../config/core-sections.js';
import { activationErrors } from '../errors/activation.js';
import { isFckError } from '../errors/fck-error.js';
import { isExpectationFailed } from '../errors/remote.js';
import { inNameOf } from '../plugin/attribution.js';
import type { Registered } from '../registry/registry.js';
import type { ActivationContext } from '../run/contexts.js';
import { freePorts, portsInUse } from './free-port.js';
import { type Answer, askEndpoint, describeAnswer, isGood } from './http-probe.js';
import { generationIn, instanceId, instancePrefix } from './instance-names.js';
import type { ActivationPlan } from './plan.js';
import type { Endpoint, HealthCheck, Instance, ProcessManager, Service, ServiceKind } from './service.js';
import { servingOf, withServing } from './serving.js';

/** Lines of a service's log that are shown when it does not answer. */
const LOG_LINES = 25;
/** Looks in a row that find a service not running, until nobody waits for it any longer. */
const GONE_FOR_GOOD = 10;

/** A service that is about to be started. */
export interface Candidate {
  readonly instance: Instance;
  readonly service: Service;
}

/** What is to be started on a host beside what runs. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** Ids of all other instances of the role: those that serve, and what earlier runs left. */
  readonly others: readonly string[];
  /** Ids of those among them that serve until the switch. */
  readonly servedLast: readonly string[];
}

/** Describes each service of a role as it is to run beside what runs, on a port of its own. */
export async function describeServices(
  context: ActivationContext,
  { manager, services }: ActivationPlan,
): Promise<Candidates> {
  if (!manager) return { candidates: [], others: [], servedLast: [] };
  const { remote, state, build, role } = context;
  const [known, others, inUse] = await Promise.all([
    state.read(),
    manager.value.list(remote, instancePrefix(context)),
    portsInUse(remote),
  ]);
  const { generation: last, instances } = servingOf(known, role.name);
  const generation = 1 + Math.max(last, ...others.map(generationIn));
  const listening = services.filter(({ value }) => value.listens).length;
  const ports = freePorts(remote.host.name, inUse, known, listening);
  const candidates = await Promise.all(
    services.map(async (kind) => {
      const instance: Instance = {
        id: instanceId(context, kind.name, build.number, generation),
        kind: kind.name,
        build: build.name,
        endpoint: kind.value.listens ? endpointAt(ports.shift()) : undefined,
      };
      return { instance, service: await describeService(context, kind, instance) };
    }),
  );
  return { candidates, others, servedLast: instances.map(({ id }) => id) };
}

/** Starts services beside what runs, and waits until each answers. How they are ended again is durable before. */
export async function startServices(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager>,
  candidates: readonly Candidate[],
): Promise<void> {
  const { state, role } = context;
  const generation = Math.max(...candidates.map(({ instance }) => generationIn(instance.id)));
  await Promise.all([
    state.update((data) => withServing(data, role.name, (record) => ({ ...record, generation }))),
    ...candidates.map(({ instance: { id } }) =>
      context.undo('core.stop-instance', { manager: manager.name, id }),
    ),
  ]);
  for (const { instance, service } of candidates)
    await startOne(context, sections, manager, instance, service);
}

function endpointAt(port: number | undefined): Endpoint | undefined {
  return port === undefined ? undefined : { kind: 'tcp', address: '127.0.0.1', port };
}

function describeService(
  context: ActivationContext,
  kind: Registered<ServiceKind>,
  { endpoint }: Instance,
): Promise<Service> {
  const { role, build, buildPath } = context;
  const section = role.values.get(`activate.${kind.name}`);
  return inNameOf(kind.owner, () => kind.value.describe(context, { section, build, buildPath, endpoint }));
}

async function startOne(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager>,
  instance: Instance,
  service: Service,
): Promise<void> {
  const where = instance.endpoint?.kind === 'tcp' ? ` on port ${instance.endpoint.port}` : '';
  await inNameOf(manager.owner, () =>
    context.step(`start ${instance.kind}${where}`, () =>
      start(context, manager.value, { instance, service }, healthCheckOf(context, sections)),
    ),
  );
  await context.step(`${instance.kind} answers`, () =>
    waitUntilHealthy(context, sections, manager, instance),
  );
}

/** Starts an instance. If that fails, what the instance printed stands below the error. */
async function start(
  context: ActivationContext,
  manager: ProcessManager,
  { instance, service }: Candidate,
  health: HealthCheck | undefined,
): Promise<void> {
  try {
    await manager.start(context, instance, service, health);
  } catch (thrown) {
    if (!isFckError(thrown) || context.dryRun) throw thrown;
    const logs = await manager.logs(context.remote, instance.id, LOG_LINES).catch(() => '');
    if (logs === '') throw thrown;
    throw thrown.withDetail((detail) => [...(detail === undefined ? [] : [detail]), logs].join('\n\n'));
  }
}

/** Undefined where any answer will do. */
function healthCheckOf({ role }: ActivationContext, sections: CoreSections): HealthCheck | undefined {
  const path = sections.httpTestPath.of(role);
  return path === undefined ? undefined : { path, hostName: sections.health.of(role)?.host };
}

async function waitUntilHealthy(
  context: ActivationContext,
  sections: CoreSections,
  { name, owner, value: manager }: Registered<ProcessManager>,
  instance: Instance,
): Promise<void> {
  const { remote, role } = context;
  const { within, host: hostName } = sections.health.of(role) ?? { within: 30 };
  const path = sections.httpTestPath.of(role);
  const { endpoint } = instance;
  let answer: Answer = { status: 0, body: 'no answer' };
  let timesGone = 0;
  let listed = false;
  const healthy = async () => {
    const seconds = Math.min(10, within);
    const [running, ids, answered] = await Promise.all([
      manager.running(remote, [instance.id]),
      listed ? [instance.id] : manager.list(remote, instance.id),
      endpoint && askEndpoint(remote, endpoint, path ?? '/', { hostName, seconds }),
    ]);
    listed = ids.includes(instance.id);
    const runs = running.length === 1;
    timesGone = runs ? 0 : timesGone + 1;
    if (timesGone >= GONE_FOR_GOOD) throw new Error('it ended');
    answer = answered ?? answer;
    if (!answered) return runs;
    return path === undefined ? answer.status > 0 : isGood(answer);
  };
  try {
    await remote.expect(`${instance.id} to answer`, healthy, { within });
  } catch (thrown) {
    // A connection that broke, or a process manager that does not answer, says nothing of the service.
    if (timesGone < GONE_FOR_GOOD && !isExpectationFailed(thrown)) throw thrown;
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
  if (!listed && !remote.dryRun)
    throw activationErrors.notListed(remote.host.name, name, instance.id).stamp({ plugin: owner });
}

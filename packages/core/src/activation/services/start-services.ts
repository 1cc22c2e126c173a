import type { ActivationContext, BuildSealedContext, HostContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import type { Environment } from '../../api/environment.js';
import type { Registered } from '../../api/registry.js';
import type { HealthCheck, Instance, ProcessManager, Service } from '../../api/service.js';
import { runAs } from '../../attribution/attribution.js';
import { environmentOf } from '../../config/environment.js';
import { activationErrors } from '../../errors/activation.js';
import { isExpectationFailed } from '../../errors/remote.js';
import { servingOf, withServing } from '../../state/serving.js';
import type { HostActivationPlan } from '../plan.js';
import type { PlannedService } from '../planned-service.js';
import { hostHeader } from '../proxy/host-header.js';
import { type Answer, describeAnswer, isGood, requestEndpoint } from '../proxy/http-probe.js';
import { KeptEnvironments } from '../serving/kept-environments.js';
import { chooseEndpoints } from './choose-endpoints.js';
import { generationIn, instanceId } from './instance-names.js';
import { instancesOnHost, type ManagedInstances } from './instances-on-host.js';
import { ownHealthCheck } from './named-services.js';
import { expectOwnPort } from './port-owner.js';
import { lookAtGround, makeRuntimeFolders, type ServiceGround } from './runtime-folders.js';
import { serviceAccount } from './service-account.js';
import { errorWithLog, withCause } from './service-log.js';
import { withSecretsKept } from './service-secrets.js';

/** How many checks in a row must find a service not running before fck stops waiting. */
const GONE_FOR_GOOD = 10;

/** A service to be started. */
export interface Candidate {
  /** As its role plans it. */
  readonly planned: PlannedService;
  readonly instance: Instance;
  readonly service: Service;
  /** The variables of the service that the configuration set. */
  readonly environment: Environment;
}

/** The services to start on a host, beside those that run. */
export interface Candidates {
  readonly candidates: readonly Candidate[];
  /** All other instances of the role: those that serve, and those that earlier runs left. */
  readonly others: ManagedInstances;
  /** Those that serve until the switch. */
  readonly servedLast: readonly Instance[];
  /** The number of this activation, a part of the ids. */
  readonly generation: number;
  /** The host's state for services. */
  readonly ground: ServiceGround;
  /** Users of the reverse proxy. */
  readonly guests: readonly string[];
  readonly keptEnvironments: KeptEnvironments;
}

/** Describes each service of a role as it will run, with an address of its own. */
export async function describeServices(
  context: ActivationContext,
  plan: HostActivationPlan,
): Promise<Candidates> {
  const { manager, services, proxy } = plan;
  const { remote, state, build, role, run } = context;
  const keptEnvironments = new KeptEnvironments(context);
  const [known, kept, others, ground, guest, place] = await Promise.all([
    state.read(),
    // Always, so that nothing has to be read when they are kept.
    keptEnvironments.of(build.name),
    instancesOnHost(context, manager),
    lookAtGround(context),
    proxy?.value.user?.(remote),
    chooseEndpoints(context, plan),
  ]);
  const { generation: last, instances } = servingOf(known, role.name);
  // A run that was killed early leaves a folder and no record of it. An id that exists anywhere on the host is not used
  // again.
  const generation = 1 + Math.max(last, ...[...others.keys(), ...ground.runtime].map(generationIn));
  const instanceOf = (kind: string): string => instanceId(context, kind, build.number, generation);
  const endpoints = place(known, instanceOf);
  const candidates = await Promise.all(
    services.map(async (kind) => {
      const instance: Instance = {
        id: instanceOf(kind.name),
        kind: kind.name,
        build: build.name,
        endpoint: endpoints.get(kind.name),
        manager: manager?.name,
        ...(kind.overlap ? {} : { overlap: false }),
      };
      // A rollback returns to the environment that the older build served with, too.
      const before = run.reason === 'rollback' ? kept?.[kind.name] : undefined;
      const environment = before ?? configuredEnvironment(context, kind);
      const service = await describeService(context, kind, instance, environment);
      return { planned: kind, instance, environment, service };
    }),
  );
  const guests = guest === undefined ? [] : [guest];
  return { candidates, others, servedLast: instances, generation, ground, guests, keptEnvironments };
}

/**
 * Starts the services that may run beside those that serve, and waits until each answers. The undo entries are durable before the start.
 * The others start in the switch.
 */
export async function startServices(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager>,
  services: Candidates,
): Promise<void> {
  const { state, role, fck } = context;
  if (services.ground.userHasPowers)
    context.warn(
      `The services of ${role.name} run as ${fck.coreSections.serviceUser.of(role)}, who may act as root: a hole in the application gives away the host. Leave out \`activate: {user}\`, or name a user without sudo.`,
    );
  const { candidates, generation } = services;
  await Promise.all([
    makeRuntimeFolders(context, services),
    state.update((data) => withServing(data, role.name, (record) => ({ ...record, generation }))),
    ...candidates.map(({ instance: { id, endpoint } }) =>
      context.undo('core.stop-instance', {
        manager: manager.name,
        id,
        ...(endpoint?.kind === 'unix' ? { runtimeFolder: true } : {}),
      }),
    ),
  ]);
  for (const candidate of candidates)
    if (candidate.planned.overlap) await startOne(context, sections, manager, candidate);
}

/** The variables that the configuration sets for a service of a role. */
function configuredEnvironment(
  context: Pick<HostContext, 'fck' | 'project' | 'role'>,
  { value, section }: PlannedService,
): Environment {
  return { ...environmentOf(context), ...value.environment?.(section) };
}

/** Describes a service of a role as an instance. */
export async function describeService(
  context: BuildSealedContext,
  kind: PlannedService,
  { endpoint }: Instance,
  environment = configuredEnvironment(context, kind),
): Promise<Service> {
  const { role, build, buildPath, project, fck } = context;
  const { section } = kind;
  const user = fck.coreSections.serviceUser.of(role) ?? serviceAccount(project);
  const request = { section, build, buildPath, endpoint, environment, user };
  const service = await kind.value.describe(context, request);
  const complete = { ...service, env: { ...environment, ...service.env } };
  return withSecretsKept(complete, { project, role, environment, planned: kind });
}

async function startOne(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager>,
  candidate: Candidate,
): Promise<void> {
  const { instance } = candidate;
  const where = instance.endpoint?.kind === 'tcp' ? ` on port ${instance.endpoint.port}` : '';
  await runAs(manager.owner, () =>
    context.step(`start ${instance.kind}${where}`, () =>
      start(context, manager, candidate, healthCheckOf(context, sections, candidate)),
    ),
  );
  await context.step(`${instance.kind} answers`, () => expectHealthy(context, sections, manager, candidate));
}

/** Starts a service in the switch, which is one step. */
export async function startInSwitch(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager>,
  candidate: Candidate,
): Promise<void> {
  await runAs(manager.owner, () =>
    start(context, manager, candidate, healthCheckOf(context, sections, candidate)),
  );
  await expectHealthy(context, sections, manager, candidate);
}

async function expectHealthy(
  context: ActivationContext,
  sections: CoreSections,
  manager: Registered<ProcessManager>,
  candidate: Candidate,
): Promise<void> {
  await waitUntilHealthy(context, sections, manager, candidate);
  if (!context.dryRun) await expectOwnPort(context.remote, manager, candidate.instance);
}

/** Starts an instance. If that fails, its own log is shown below the error. */
async function start(
  context: ActivationContext,
  manager: Registered<ProcessManager>,
  { instance, service }: Pick<Candidate, 'instance' | 'service'>,
  health: HealthCheck | undefined,
): Promise<void> {
  try {
    await manager.value.start(context, instance, service, health);
  } catch (thrown) {
    throw await withCause(context, manager, instance, thrown);
  }
}

/** Undefined where any answer is good. */
function healthCheckOf(
  context: ActivationContext,
  sections: CoreSections,
  { planned }: Candidate,
): HealthCheck | undefined {
  if (planned.health) return ownHealthCheck(planned);
  const path = sections.httpTestPath.of(context.role);
  return path === undefined ? undefined : { path, hostName: hostHeader(context, sections) };
}

async function waitUntilHealthy(
  context: ActivationContext,
  sections: CoreSections,
  registered: Registered<ProcessManager>,
  candidate: Candidate,
): Promise<void> {
  const { name, owner, value: manager } = registered;
  const { remote, role } = context;
  const { instance, planned } = candidate;
  const within = planned.health?.within ?? sections.health.of(role)?.within ?? 30;
  const hostName = hostHeader(context, sections);
  const path = healthCheckOf(context, sections, candidate)?.path;
  const { endpoint } = instance;
  let answer: Answer = { status: 0, body: 'no answer' };
  let timesGone = 0;
  let listed = false;
  const healthy = async () => {
    const seconds = Math.min(10, within);
    const [running, ids, answered] = await Promise.all([
      manager.running(remote, [instance.id]),
      listed ? [instance.id] : manager.list(remote, instance.id),
      endpoint && requestEndpoint(remote, endpoint, path ?? '/', { hostName, seconds }),
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
    // A broken connection, or a process manager that does not answer, says nothing about the service.
    if (timesGone < GONE_FOR_GOOD && !isExpectationFailed(thrown)) throw thrown;
    const what = `${instance.kind}${path === undefined ? '' : ` at ${path}`}`;
    const why = timesGone === 0 ? describeAnswer(answer) : 'it does not run';
    const refused = timesGone === 0 && answer.status === 400 ? (hostName ?? 'its own address') : undefined;
    throw await errorWithLog(context, registered, instance, (shown) =>
      activationErrors.unhealthy(remote.host.name, what, within, why, shown, refused),
    );
  }
  if (!listed && !remote.dryRun)
    throw activationErrors.notListed(remote.host.name, name, instance.id).stamp({ plugin: owner });
}

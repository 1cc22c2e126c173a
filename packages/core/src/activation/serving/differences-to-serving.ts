import type { Build } from '../../api/build.js';
import type { BuildSealedContext, HostContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import type { HostStateData, ServingRecord } from '../../api/host-state.js';
import type { Instance } from '../../api/service.js';
import { servingOf } from '../../state/serving.js';
import { type ActivationPlan, activationPlanOn, type HostActivationPlan } from '../plan.js';
import { endpointKinds } from '../services/choose-endpoints.js';
import { instancesOnHost } from '../services/instances-on-host.js';
import { isGroundReady, lookAtGround } from '../services/runtime-folders.js';
import { describeService } from '../services/start-services.js';
import { filesOf } from './files-of-activation.js';
import { ServedFile } from './served-file.js';
import { findServingProblems, isOfRecord } from './serving-problems.js';
import {
  type ActivatedSetting,
  activatedWith,
  namesThatDiffer,
  type StartedService,
  settingOf,
} from './setting.js';

/**
 * Finds out whether activating the build that serves would change anything: whether it serves, and would be run and
 * served the same way now. Reads only.
 *
 * @returns the differences, one sentence each; none: there is nothing to do
 */
export async function differencesToServing(
  context: HostContext,
  sections: CoreSections,
  build: Build,
  state: HostStateData,
): Promise<string[]> {
  const record = servingOf(state, context.role.name);
  const plan = await activationPlanOn({ ...context, note: () => undefined });
  // Effects of a plugin's taps alone are not recorded.
  if (!plan) return ['core knows of no service and no site of it'];
  if (record.active !== build.name) return [`${record.active ?? 'nothing'} serves`];
  if (record.incomplete) return ['its last activation did not come to its end'];
  const moves = record.instances.find(({ manager = plan.manager?.name }) => manager !== plan.manager?.name);
  if (moves) return [`its services run under ${moves.manager}, and are to run under ${plan.manager?.name}`];
  if (record.draining.length > 0) return ['services that served before still run'];
  const setting = await new ServedFile(context).read();
  if (!isOfRecord(setting, record)) return ['what it was activated with is not known'];
  // Warnings of a repeated description were shown when it was activated.
  const quiet = { ...context, note: () => undefined, warn: () => undefined };
  const sealed: BuildSealedContext = { ...quiet, build, buildPath: context.paths.build(build.name) };
  const found = await Promise.all([
    findServingProblems(sealed, sections, plan, record, setting).then(({ problems }) => problems),
    otherDifferences(sealed, plan, record, setting),
  ]);
  return [...new Set(found.flat())];
}

/**
 * Compares how the build would be run and served now with its activation, and lists what else an activation would tidy
 * up.
 */
async function otherDifferences(
  context: BuildSealedContext,
  plan: HostActivationPlan,
  record: ServingRecord,
  setting: ActivatedSetting,
): Promise<string[]> {
  const { remote } = context;
  const { manager, proxy } = plan;
  const instances = inOrderOf(context, plan, record.instances);
  if (!instances) return ['its role has other services now'];
  const [listed, ground, guest, started] = await Promise.all([
    instancesOnHost(context, manager),
    lookAtGround(context),
    proxy?.value.user?.(remote),
    Promise.all(
      plan.services.map(async (kind, index): Promise<StartedService[]> => {
        const instance = instances[index];
        return instance ? [{ instance, service: await describeService(context, kind, instance) }] : [];
      }),
    ).then((services) => services.flat()),
  ]);
  const ids = new Set(instances.map(({ id }) => id));
  const left = [...listed.keys(), ...ground.runtime].filter((id) => !ids.has(id));
  const needs = { candidates: started, ground, guests: guest === undefined ? [] : [guest] };
  return [
    ...(left.length > 0 ? [`${[...new Set(left)].join(', ')} is left of an earlier activation`] : []),
    ...(isGroundReady(context, needs) ? [] : ['who may come to its builds and sockets is to change']),
    ...(await differencesToActivated(context, plan, started, setting)),
  ];
}

/** The instances in the order of the role's services; undefined if the services differ, or would listen elsewhere. */
function inOrderOf(
  context: HostContext,
  plan: ActivationPlan,
  instances: readonly Instance[],
): Instance[] | undefined {
  const kinds = endpointKinds(context, plan);
  const found = plan.services.flatMap(
    ({ name }) =>
      instances.find(({ kind, endpoint }) => kind === name && endpoint?.kind === kinds.get(name)) ?? [],
  );
  return found.length === plan.services.length && found.length === instances.length ? found : undefined;
}

async function differencesToActivated(
  context: BuildSealedContext,
  plan: HostActivationPlan,
  started: readonly StartedService[],
  setting: ActivatedSetting,
): Promise<string[]> {
  const { activated, salt } = setting;
  const files = await filesOf(context, plan, started);
  const now = activatedWith(context, started, files, salt);
  const services = started.filter(({ instance: { id } }) => now.services[id] !== activated.services[id]);
  const written = now.files.filter(
    ({ path, digest }) => activated.files.find((file) => file.path === path)?.digest !== digest,
  );
  const isSame =
    services.length === 0 &&
    written.length === 0 &&
    activated.files.length === now.files.length &&
    activated.configuration === now.configuration;
  if (isSame) return [];
  const names = namesThatDiffer(
    setting,
    settingOf(
      context,
      started.map(({ service }) => service),
      salt,
    ),
  );
  const reasons = [
    ...(names.settings.length > 0 ? [`its settings differ: ${names.settings.join(', ')}`] : []),
    ...(names.environment.length > 0 ? [`its environment differs: ${names.environment.join(', ')}`] : []),
  ];
  if (reasons.length > 0) return reasons;
  const more = [
    ...services.map(({ instance }) => `${instance.kind} would be started otherwise`),
    ...written.map(({ path }) => `${path} would be written otherwise`),
  ];
  return more.length > 0 ? more : ['its configuration differs'];
}

import type { Surroundings } from '../../api/activation-part.js';
import type { ActivationContext } from '../../api/contexts.js';
import type { CoreSections } from '../../api/core-sections.js';
import type { ReplacedPrograms } from '../../api/foreign.js';
import type { ServingRecord } from '../../api/host-state.js';
import type { Instance } from '../../api/service.js';
import { runAs } from '../../attribution/attribution.js';
import { servingOf, withServing } from '../../state/serving.js';
import { toJson } from '../json.js';
import { activationPlanOn } from '../plan.js';
import { prepareProxy } from '../proxy/prepare-proxy.js';
import { releasesOn } from '../release/release-record.js';
import { registerAfter, runRelease, surroundingsOf, warnOfReleases } from '../release/run-release.js';
import { filesOf } from '../serving/files-of-activation.js';
import { FailureReport } from '../transaction/failure-report.js';
import { pausedInSwitch, prepareChangeOver } from './change-over.js';
import { makeData } from './data-folders.js';
import { stopInstances } from './instances-on-host.js';
import { expectOwnPort } from './port-owner.js';
import { closeBuilds, prepareAccounts, removeRuntimeFolders } from './runtime-folders.js';
import { areStable, expectStillUp, waitUntilStable } from './stable.js';
import { type Candidates, describeServices, startServices } from './start-services.js';
import { verifySteady } from './steady.js';

/** Core's own tap of `activate`: starts the role's services beside those that serve, and switches the proxy to them. */
export async function activateServices(context: ActivationContext, sections: CoreSections): Promise<void> {
  const plan = await activationPlanOn(context);
  if (!plan) return;
  const { manager, proxy } = plan;
  const [services, releases] = await Promise.all([
    describeServices(context, plan),
    context.run.reason === 'rollback' ? releasesOn(context) : [],
  ]);
  warnOfReleases(context, releases);
  const { candidates } = services;
  const failureReport = new FailureReport(context, plan, candidates);
  const surroundings = surroundingsOf(context, candidates[0]?.service);
  await failureReport.explaining(async () => {
    await prepareAccounts(context, services);
    if (surroundings.user !== undefined) await makeData(context, surroundings.user);
  });
  await runRelease(context, sections.release.of(context.role) ?? [], surroundings);
  await failureReport.explaining(async () => {
    if (manager) await startServices(context, sections, manager, services);
    // Before the switch of the proxy is registered: the new code gets no visitor before its workers run.
    await prepareChangeOver(context, sections, manager, services, failureReport);
  });
  const started = candidates.map(({ instance }) => instance);
  const stable = () => areStable(context, manager, started);
  const expectOwnPorts = async () => {
    if (manager && !context.dryRun)
      for (const instance of started) await expectOwnPort(context.remote, manager, instance);
  };
  const [drained, files, parts] = await Promise.all([
    proxy
      ? prepareProxy(context, sections, {
          proxy,
          instances: started,
          services: plan.services,
          stable,
          stillUp: () => expectStillUp(context, manager, started),
          expectOwnPorts,
          failureReport,
        })
      : async () => true,
    filesOf(context, plan, candidates),
    prepareParts(context, surroundings),
  ]);
  for (const register of parts) await register();
  if (!proxy && manager?.value.stable)
    context.verify('the services stay up', () =>
      failureReport.explaining(() => waitUntilStable(context.remote, stable)),
    );
  verifySteady(context, manager, candidates);
  context.switch(
    'remember what serves',
    () => recordServing(context, started, manager?.name),
    async () => {
      const record = toJson(servingOf(await context.state.read(), context.role.name));
      return { step: 'core.undo-serving', data: { role: context.role.name, record } };
    },
  );
  let inTime = false;
  context.finish('stop what served before', async () => {
    const left = await stopOthers(context, services, async () => {
      inTime = await drained();
      return inTime;
    }).catch(async (thrown: unknown) => {
      // The new build serves well, even if stopping the old one fails: later failures are compared with it.
      await failureReport.remember(files);
      throw thrown;
    });
    await Promise.all([
      recordDraining(context, left),
      failureReport.remember(files),
      services.keptEnvironments.keep(
        context.build.name,
        Object.fromEntries(candidates.map(({ instance, environment }) => [instance.kind, environment])),
      ),
      removeRuntimeFolders(
        context,
        services.ground.runtime.filter((id) => !left.includes(id)),
      ),
      // A service that still runs may need to read its files as any user of the host.
      left.length === 0 && closeBuilds(context, services),
    ]);
  });
  registerAfter(context, sections.after.of(context.role) ?? [], surroundings);
  const programs = context.takesOver?.programs ?? [];
  if (programs.length > 0)
    context.finish('end what fabcloudkit ran', () => retirePrograms(context, programs, inTime));
}

/** Prepares the parts of the activation that plugins have. The returned functions register what each switches. */
async function prepareParts(
  context: ActivationContext,
  surroundings: Surroundings,
): Promise<(() => Promise<void>)[]> {
  return Promise.all(
    context.fck.activationParts.entries().map(async ({ owner, value }) => {
      const register = await value.prepare(context, surroundings);
      return async () => {
        if (register) await runAs(owner, async () => register());
      };
    }),
  );
}

async function recordServing(
  context: ActivationContext,
  instances: readonly Instance[],
  manager: string | undefined,
): Promise<void> {
  const { state, role, build } = context;
  await state.update((data) =>
    withServing(data, role.name, (record) => ({
      ...record,
      active: build.name,
      previous: previousOf(record, build.name),
      deactivated: undefined,
      instances,
      manager,
      draining: [...record.draining, ...record.instances],
      since: new Date().toISOString(),
      incomplete: undefined,
    })),
  );
}

/**
 * Activating the build that serves, or served when the site was taken down, does not record it as its own predecessor.
 */
function previousOf({ active, deactivated, previous }: ServingRecord, next: string): string | undefined {
  const last = active ?? deactivated;
  return last === undefined || last === next ? previous : last;
}

/**
 * Ends the instances that served before, and those that earlier runs left. If requests are still open when their time
 * is over, the instance that served last keeps running, and the next activation ends it.
 *
 * @returns ids of those that keep running
 */
async function stopOthers(
  context: ActivationContext,
  services: Candidates,
  drained: () => Promise<boolean>,
): Promise<readonly string[]> {
  const { others, servedLast } = services;
  const inTime = await drained();
  if (!inTime)
    context.warn(
      'Requests to the old build are still under way: it runs on, and the next activation ends it.',
    );
  const ids = [...others.keys()];
  const paused = pausedInSwitch(services);
  const busy = servedLast.filter((instance) => !inTime && !paused.includes(instance)).map(({ id }) => id);
  const toStop = ids.filter((id) => !busy.includes(id));
  await stopInstances(context, others, toStop);
  return ids.filter((id) => !toStop.includes(id));
}

/** Adopted programs end like fck's own instances: only once requests to them have ended. */
async function retirePrograms(
  context: ActivationContext,
  programs: readonly ReplacedPrograms[],
  inTime: boolean,
): Promise<void> {
  for (const { manager: name, names, backups } of programs) {
    if (!inTime) {
      context.warn(`${names.join(', ')} may still have requests: \`fck adopt\` ends it later.`);
      continue;
    }
    const manager = context.fck.processManagers.entries().find((entry) => entry.name === name);
    for (const program of names) await manager?.value.retire?.(context, program, backups);
  }
}

async function recordDraining({ state, role }: ActivationContext, left: readonly string[]): Promise<void> {
  await state.update((data) =>
    withServing(data, role.name, (record) => ({
      ...record,
      draining: record.draining.filter(({ id }) => left.includes(id)),
    })),
  );
}

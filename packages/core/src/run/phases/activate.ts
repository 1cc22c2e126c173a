import { HostActivation } from '../../activation/transaction.js';
import type { Build } from '../../build/build.js';
import { buildsOn } from '../../build/builds-on-host.js';
import { pruneBuilds } from '../../build/prune.js';
import { buildErrors } from '../../errors/build.js';
import { remoteErrors } from '../../errors/remote.js';
import type { Host } from '../../hosts/host.js';
import type { HostContext } from '../contexts.js';
import { runPhase } from '../phase.js';
import { onEach } from '../rollout.js';
import { rolesOf, type Session } from '../session.js';

/**
 * Makes the newest build serve on all hosts, as one transaction: all prepare, then all switch and prove it, then all
 * finish. A failure before the end of the switch takes everything back, on every host.
 *
 * @param name a build by name, instead of the newest
 */
export async function activate(session: Session, hosts: readonly Host[], name?: string): Promise<void> {
  const { fck } = session;
  const undisturbed = session.withoutInterruption();
  const serving = hostsThatActivate(session, hosts);
  const activations = new Map<Host, HostActivation>();
  const all = (work: (activation: HostActivation) => Promise<void>) => async (host: Host) => {
    const activation = activations.get(host);
    if (activation) await work(activation);
    return activation?.context.build.name;
  };
  try {
    await runPhase(session, 'prepare', serving, async (host) => {
      const contexts = {
        prepare: session.contextOf(host, 'prepare'),
        switch: session.contextOf(host, 'switch'),
        finish: undisturbed.contextOf(host, 'finish'),
        undo: undisturbed.contextOf(host, 'undo'),
      };
      const build = await chooseBuild(session, contexts.prepare, name);
      const activation = new HostActivation(contexts, build);
      activations.set(host, activation);
      await fck.hooks.activate.promise(activation.context);
      return build.name;
    });
    await runPhase(
      session,
      'switch',
      serving,
      all((activation) => activation.switchOver()),
    );
  } catch (thrown) {
    await onEach([...activations.values()], fck.parallel, (activation) => activation.takeBack());
    throw thrown;
  }
  await runPhase(
    undisturbed,
    'finish',
    serving,
    all(async (activation) => {
      await activation.finish();
      await pruneBuilds(activation.context);
    }),
  );
}

/** Takes the sites down. */
export async function deactivate(session: Session, hosts: readonly Host[]): Promise<void> {
  await runPhase(session, 'deactivate', hostsThatActivate(session, hosts), async (host) => {
    await session.fck.hooks.deactivate.promise(session.contextOf(host, 'deactivate'));
    return undefined;
  });
}

function hostsThatActivate({ fck }: Session, hosts: readonly Host[]): Host[] {
  const roles = rolesOf(fck.project.roles, hosts).filter((role) => role.activates);
  return hosts.filter((host) => roles.some((role) => role.name === host.role));
}

async function chooseBuild(session: Session, context: HostContext, name: string | undefined): Promise<Build> {
  const { remote, paths, role, host, state } = context;
  // The newest build may be one that is only planned.
  if (name === undefined && session.hasPlanned(host))
    throw remoteErrors.planUnknown(host.name, 'which build is activated');
  const [found, { builds: records }] = await Promise.all([buildsOn(remote, paths), state.read()]);
  // Another role of the same machine may have builds of its own. A role that builds nothing serves what there is.
  const builds =
    role.builder === undefined
      ? found
      : found.filter((build) => records[build.name]?.roles?.includes(role.name) ?? true);
  const chosen = name === undefined ? builds[0] : builds.find((build) => build.name === name);
  if (chosen) return chosen;
  throw name === undefined
    ? buildErrors.none(host.name, role.name)
    : buildErrors.unknown(
        host.name,
        name,
        builds.map((build) => build.name),
      );
}

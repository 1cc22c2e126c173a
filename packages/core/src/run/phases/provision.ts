import type { HostContext, ProvisionContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import { withWork } from '../../attribution/attribution.js';
import { sh } from '../../command/command.js';
import { lockErrors } from '../../errors/lock.js';
import { machineAddress } from '../../hosts/connections.js';
import { namingOwner, ownerIn } from '../../lock/project-owner.js';
import { waitForCloudInit } from '../../provision/cloud-init.js';
import { isUnobtainableError } from '../../provision/obtainable.js';
import { type Inspection, inspectHost, provisionHost } from '../../provision/provision-host.js';
import { StepList } from '../../provision/step-list.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';

/**
 * Applies the `provision:` section of its role to every host. All hosts are surveyed first: if one of them cannot get
 * what its role asks for, none is changed.
 */
export async function provision(session: Session, hosts: readonly Host[]): Promise<void> {
  const prepared = new Map<Host, LookedAt>();
  /** Addresses of machines that this phase has changed: roles may share one. */
  const changedMachines = new Set<string>();
  const look = async (host: Host) => {
    const context = session.contextOf(host, 'provision');
    await waitForCloudInit(context, (promise) => session.run.waiting.until(host.name, 'cloud-init', promise));
    const list = await stepsOf(session, context);
    const underLock = session.options.locks?.of(host)?.held ?? true;
    prepared.set(host, { context, list, underLock, seen: await inspectHost(context.remote, list.steps) });
  };
  const work = async (host: Host) => {
    const found = prepared.get(host);
    if (!found) return undefined;
    const { context, list } = found;
    const lock = session.options.locks?.of(host);
    const machine = machineAddress(host);
    const seen = changedMachines.has(machine)
      ? await inspectHost(context.remote, list.steps, found.seen)
      : found.seen;
    const before = session.run.changesOn(host.name);
    const changed = await provisionHost(
      {
        remote: context.remote,
        signal: context.signal,
        // In the name of the plugin that declared the step.
        step: (name, plugin, work) => withWork({ plugin, host: host.name }, () => context.step(name, work)),
        lock: async () => {
          await lock?.pass();
          return !found.underLock;
        },
        satisfied: (name, plugin) => session.satisfied('provision', host, name, plugin),
      },
      list.steps,
      seen,
    ).finally(() => {
      if (session.run.changesOn(host.name) > before) changedMachines.add(machine);
    });
    return changed > 0 ? undefined : 'nothing to do';
  };
  await runPhase(session, 'provision', hosts, work, { before: { look, stopsAll: isUnobtainableError } });
}

/** A host before it is changed. */
interface LookedAt {
  readonly context: HostContext;
  readonly list: StepList;
  /** Whether the run had locked the host by then. */
  readonly underLock: boolean;
  readonly seen: Inspection;
}

/** The steps that plugins declare for a host. */
async function stepsOf(session: Session, context: HostContext): Promise<StepList> {
  const list = new StepList(session.fck, await context.remote.facts());
  declareFolders(list, context);
  await session.fck.hooks.provision.promise(provisioning(context, list));
  return list;
}

function provisioning(
  context: HostContext,
  list: StepList,
  applies?: () => Promise<boolean>,
): ProvisionContext {
  const self: ProvisionContext = {
    ...context,
    declare: (step) => list.declare(step, applies),
    tool: (name, key) => list.tool(self, name, key, applies),
    onlyIf: (condition) =>
      provisioning(context, list, applies ? async () => (await applies()) && condition() : condition),
  };
  return self;
}

/**
 * The project's folders belong to the login user: builds and clones need no root. Folders of another account are not
 * taken over: a plan finds them here, a run when it takes the lock at the latest.
 */
function declareFolders(list: StepList, { paths }: HostContext): void {
  const folders = [paths.project, paths.builds, paths.repos];
  list.declare({
    name: `${paths.project} is there`,
    async check(remote) {
      const { code, stdout } = await remote.look(sh`${namingOwner()}
if owner=$(other_owner ${paths.project} "$(id -un)"); then echo "owner $owner"; exit; fi
for d in ${folders}; do [ -d "$d" ] && [ -w "$d" ] || exit 1; done`);
      const owner = ownerIn(stdout.split('\n'));
      if (owner !== undefined)
        throw lockErrors.otherOwner(remote.host.name, owner, (await remote.facts()).user);
      return code === 0;
    },
    apply: async (remote) => {
      const { user } = await remote.facts();
      await remote.as('root').run(
        sh`
install -d -m 0755 -- ${paths.root} && install -d -m 0755 -o ${user} -- ${paths.project} || exit
# Clones are for their owner. Builds too, and once something serves, for the project's group: an activation closes those of old hosts.
for closed in ${[paths.builds, paths.repos]}; do [ -d "$closed" ] || install -d -m 0750 -- "$closed" || exit; done
chown -- ${user} ${paths.builds} ${paths.repos}`,
        {
          title: `make ${paths.project}`,
        },
      );
    },
  });
}

import { sh } from '../../command/command.js';
import { lockErrors } from '../../errors/lock.js';
import type { Host } from '../../hosts/host.js';
import { namingOwner, ownerIn } from '../../lock/project-owner.js';
import { waitForCloudInit } from '../../provision/cloud-init.js';
import { provisionHost } from '../../provision/provision-host.js';
import { StepList } from '../../provision/step-list.js';
import type { HostContext, ProvisionContext } from '../contexts.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';

/** Makes true of every host what its role's `provision:` says. */
export async function provision(session: Session, hosts: readonly Host[]): Promise<void> {
  await runPhase(session, 'provision', hosts, async (host) => {
    const context = session.contextOf(host, 'provision');
    const lock = session.options.locks?.of(host);
    const seenUnderLock = lock?.held ?? true;
    await waitForCloudInit(context, (promise) => session.waiting.until(host.name, 'cloud-init', promise));
    const list = new StepList(session.fck, await context.remote.facts());
    declareFolders(list, context);
    await session.fck.hooks.provision.promise(provisioning(context, list));
    const changed = await provisionHost(
      {
        remote: context.remote,
        signal: context.signal,
        step: context.step,
        lock: async () => {
          await lock?.pass();
          return !seenUnderLock;
        },
        satisfied: (name) => session.satisfied('provision', host, name),
      },
      list.steps,
    );
    return changed > 0 ? undefined : 'nothing to do';
  });
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
 * The project's folders belong to the login user: builds and clones need no root. Those of another account are not taken over; a
 * plan finds that out here, a run when it takes the lock at the latest.
 */
function declareFolders(list: StepList, { paths }: HostContext): void {
  const folders = [paths.project, paths.builds, paths.repos];
  list.declare({
    name: `${paths.project} is there`,
    async check(remote) {
      const { code, stdout } = await remote.look(sh`${namingOwner}
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

import type { ProviderContext } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { Role } from '../../api/role.js';
import type { Selection } from '../../api/selection.js';
import { currentPlugin } from '../../attribution/attribution.js';
import { runErrors } from '../../errors/run.js';
import { selectHosts } from '../../hosts/select.js';
import type { Session } from '../session.js';

/** Lets providers make the hosts that roles still need. */
export async function create(session: Session, roles: readonly Role[]): Promise<void> {
  const { fck } = session;
  for (const role of roles) {
    const made = await fck.hooks.create.promise(providerContext(session, role, 'create'));
    if (!made && role.hosts.length === 0) throw runErrors.noProvider(role.name);
  }
  fck.forgetHosts();
}

/** Lets providers remove the chosen hosts of roles. Hosts in the configuration are kept. */
export async function destroy(session: Session, roles: readonly Role[], selection: Selection): Promise<void> {
  const { fck, options } = session;
  const byName = selection.hosts !== undefined;
  const chosen = selectHosts(await hostsOf(session, roles), selection);
  for (const role of roles) {
    const hosts = chosen.filter((host) => host.role === role.name);
    if (byName && hosts.length === 0) continue;
    const context = { ...providerContext(session, role, 'destroy'), hosts };
    const gone = await fck.hooks.destroy.promise(context);
    if (options.dryRun) for (const host of gone ?? []) context.planned(host, 'remove the host');
  }
  fck.forgetHosts();
}

async function hostsOf({ fck }: Session, roles: readonly Role[]): Promise<Host[]> {
  return (await Promise.all(roles.map((role) => fck.hostsOf(role)))).flat();
}

/** The context of a provider for one role. */
export function providerContext({ fck, run, options }: Session, role: Role, phase: string): ProviderContext {
  return {
    fck,
    run,
    project: fck.project,
    role,
    signal: options.signal,
    dryRun: options.dryRun,
    progress: (text) => fck.emit({ type: 'note', level: 'info', text: `${role.name}: ${text}` }),
    planned: (host, what) => {
      fck.emit({ type: 'change', host, what, planned: true });
      fck.emit({
        type: 'step:end',
        phase,
        host,
        plugin: currentPlugin(),
        step: phase,
        status: 'planned',
        ms: 0,
      });
    },
  };
}

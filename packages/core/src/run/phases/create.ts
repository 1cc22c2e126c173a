import type { Role } from '../../config/role.js';
import { runErrors } from '../../errors/run.js';
import type { ProviderContext } from '../contexts.js';
import type { Session } from '../session.js';

/** Lets providers make the hosts that roles lack. */
export async function create(session: Session, roles: readonly Role[]): Promise<void> {
  const { fck } = session;
  for (const role of roles) {
    const made = await fck.hooks.create.promise(providerContext(session, role));
    if (!made && role.hosts.length === 0) throw runErrors.noProvider(role.name);
  }
  fck.forgetHosts();
}

/** Lets providers remove the hosts of roles. Hosts that the config names are left alone. */
export async function destroy(session: Session, roles: readonly Role[]): Promise<void> {
  const { fck } = session;
  for (const role of roles) await fck.hooks.destroy.promise(providerContext(session, role));
  fck.forgetHosts();
}

function providerContext({ fck, options }: Session, role: Role): ProviderContext {
  return {
    fck,
    project: fck.project,
    role,
    signal: options.signal,
    dryRun: options.dryRun,
    progress: (text) => fck.emit({ type: 'note', level: 'info', text: `${role.name}: ${text}` }),
  };
}

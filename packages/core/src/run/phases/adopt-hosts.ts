import type { AdoptableMachine } from '../../api/adoptable-machine.js';
import type { Role } from '../../api/role.js';
import type { Session } from '../session.js';
import { providerContext } from './create.js';

/** The machines that fabcloudkit made and that are no hosts yet, as providers find them. Changes nothing. */
export async function adoptableMachines(
  session: Session,
  roles: readonly Role[],
): Promise<AdoptableMachine[]> {
  const found: AdoptableMachine[] = [];
  for (const role of roles)
    found.push(...(await session.fck.hooks.adopt.promise([], providerContext(session, role, 'adopt-hosts'))));
  return found;
}

/** Makes the machines that fabcloudkit made hosts of their roles. */
export async function adoptHosts(session: Session, roles: readonly Role[]): Promise<void> {
  const { fck, options } = session;
  const machines = (await adoptableMachines(session, roles)).filter(
    ({ staysBecause }) => staysBecause === undefined,
  );
  for (const { role, host, id, adopt } of machines) {
    options.signal.throwIfAborted();
    const { planned, progress } = providerContext(session, fck.roleNamed(role), 'adopt-hosts');
    if (options.dryRun) planned(host, `make ${id} this host`);
    else {
      await adopt();
      progress(`${id} is ${host} now`);
    }
  }
  if (machines.length === 0)
    fck.emit({ type: 'note', level: 'info', text: 'No provider knows of a machine of fabcloudkit.' });
  fck.forgetHosts();
}

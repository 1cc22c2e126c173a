import { type Fck, type Host, hostIn, type Role } from '@fck/core';

/** Seconds to wait for another run on this machine: a deploy may have found the new instance already. */
const LOCK_WAIT = 900;

/** The machine that fck runs on, when it deploys to itself. */
export interface OwnHost {
  /** The answer to `onlyHost`. */
  host?: Host;
  /** The last build sealed on it. */
  build?: string;
}

/** How a machine is set up. */
export interface BootOptions {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Deploys the build that its role serves elsewhere to the machine that fck runs on: with the usual phases, over the local
 * transport. Changes nothing if everything is up to date.
 *
 * @param id of the instance: its host is named like any instance without a place in the role
 * @returns the active build; undefined in a dry run that cannot know it
 * @throws FckError the failure that ended the run
 */
export async function bootInstance(
  fck: Fck,
  own: OwnHost,
  role: Role,
  id: string,
  { dryRun, signal }: BootOptions,
): Promise<{ readonly host: string; readonly build: string | undefined }> {
  const name = `${role.name}-${id}`;
  // Not from the provider `aws`: the machine itself must not change its tags, or the target groups of its Auto Scaling group.
  own.host = hostIn(role, { name, address: 'local', transport: 'local' }, 'boot');
  const how = { roles: [role.name], dryRun, signal, lockWait: LOCK_WAIT };
  await fck.run(['provision', 'build'], how);
  const { build } = own;
  // By its name: hosts may have been rolled back from a newer one while this machine was off.
  if (build !== undefined && !(await serves(fck, role, build)))
    await fck.run(['activate'], { ...how, args: { build } });
  return { host: name, build };
}

/** Whether a build is active already, and nothing is left to finish or undo. */
async function serves(fck: Fck, role: Role, build: string): Promise<boolean> {
  const [status] = await fck.status({ roles: [role.name] });
  return status?.active === build && status.running && status.unfinished === undefined;
}

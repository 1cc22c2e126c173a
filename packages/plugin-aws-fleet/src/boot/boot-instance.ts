import { type Fck, type Host, hostIn, type Role } from '@fck/core';

/** Seconds to wait for another run on this machine: a deploy may have found it already. */
const LOCK_WAIT = 900;

/** The machine that fck runs on, once it deploys to itself. */
export interface OwnHost {
  /** The answer to `onlyHost`. */
  host?: Host;
  /** The last build that was sealed on it. */
  build?: string;
}

/** How a machine is brought up. */
export interface BootOptions {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/**
 * Brings the machine that fck runs on to the build that its role serves elsewhere: the same phases as everywhere, over the local
 * transport. Where all is done already, nothing is changed.
 *
 * @param id of the instance: its host is called as other machines call one that takes no place of the role
 * @returns the build that serves now; undefined in a dry run that cannot know
 * @throws FckError the failure that ended it
 */
export async function bootInstance(
  fck: Fck,
  own: OwnHost,
  role: Role,
  id: string,
  { dryRun, signal }: BootOptions,
): Promise<{ readonly host: string; readonly build: string | undefined }> {
  const name = `${role.name}-${id}`;
  // Not of the provider `aws`: its tags, and the target groups that a group of instances has, are not for the machine itself to change.
  own.host = hostIn(role, { name, address: 'local', transport: 'local' }, 'boot');
  const how = { roles: [role.name], dryRun, signal, lockWait: LOCK_WAIT };
  await fck.run(['provision', 'build'], how);
  const { build } = own;
  // By its name: a newer one may have been rolled back from while this machine was off.
  if (build !== undefined && !(await serves(fck, role, build)))
    await fck.run(['activate'], { ...how, args: { build } });
  return { host: name, build };
}

/** Whether a build serves already, and nothing is left to be done or undone. */
async function serves(fck: Fck, role: Role, build: string): Promise<boolean> {
  const [status] = await fck.status({ roles: [role.name] });
  return status?.active === build && status.running && status.unfinished === undefined;
}

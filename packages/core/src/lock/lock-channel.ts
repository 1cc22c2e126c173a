import type { Channel } from '../api/transport.js';
import { type Command, quote, sh } from '../command/command.js';
import {
  type ChangeCommand,
  changeCommand,
  type Privilege,
  passOverPassword,
} from '../remote/change-command.js';
import type { Machine } from '../remote/machine.js';
import { startChange } from '../remote/start-change.js';
import type { Helper, HelperRequest } from '../transport/helper/helper.js';
import { namingHolders } from './fence-holders.js';
import { type HolderClaim, holdLock, STALE_AFTER } from './lock-program.js';

/** Starts a program that changes the lock: as root, or as the login user if that user owns the root folder. */
export async function openForLock(machine: Machine, root: string, program: Command): Promise<Channel> {
  const user = await machine.actingAs('root');
  const privilege = machine.host.sudoPassword
    ? await requireWay(machine, root)
    : { user, password: undefined };
  const change = lockCommand(root, program, privilege);
  return startChange(await machine.transport(), change.line, change);
}

/**
 * Starts the holder of a run's lock: in a helper or, on a machine without Python, as a shell program.
 *
 * @throws FckError `SUDO_FAILED`, `SHELL_FAILED`, `CONNECTION_LOST`
 */
export async function openHolder(machine: Machine, claim: HolderClaim): Promise<Channel> {
  const helper = await helperForLock(machine, claim.root);
  if (!helper) return openForLock(machine, claim.root, holdLock(claim));
  return helper.open(lockRequest(claim));
}

/** What a helper that holds a run's lock has to know. */
export function lockRequest(claim: HolderClaim): HelperRequest {
  const nameHolders = sh`${namingHolders()}
name_holders "$1"`.text;
  return { ...claim, verb: 'lock', staleAfter: STALE_AFTER, nameHolders };
}

/** The helper of root, or of the login user where that user can write in the root folder. */
async function helperForLock(machine: Machine, root: string): Promise<Helper | undefined> {
  const user = await machine.actingAs('root');
  if (user === undefined) return machine.helper(undefined);
  const login = await machine.shell(undefined);
  const { code } = await login.look(sh`[ -w ${root} ]`.text);
  return machine.helper(code === 0 ? undefined : user);
}

/**
 * Finds out why a program for the lock could not be run.
 *
 * @throws FckError `SHELL_FAILED`, `SSH_OTHER_USER`, `SUDO_FAILED` if that is the reason
 */
export async function explainFailure(machine: Machine, root: string): Promise<void> {
  await (await machine.shell(undefined)).ready();
  await requireWay(machine, root);
}

/**
 * Checks that programs for the lock can be run at all: sudo's own error says more than theirs.
 *
 * @returns how the program becomes root
 * @throws FckError `SUDO_FAILED`
 */
export async function requireWay(machine: Machine, root: string): Promise<Privilege> {
  const user = await machine.actingAs('root');
  if (user === undefined) return { user, password: undefined };
  const login = await machine.shell(undefined);
  const [isOwn, way] = await Promise.all([
    login.look(sh`[ -w ${root} ]`.text),
    machine.requireSudo(user).then(
      (privilege) => ({ privilege }),
      (error: unknown) => ({ error }),
    ),
  ]);
  if ('privilege' in way) return way.privilege;
  if (isOwn.code !== 0) throw way.error;
  return { user, password: machine.host.sudoPassword };
}

/** The program itself decides whether root takes the lock: a separate look would cost a round trip. */
function lockCommand(root: string, program: Command, privilege: Privilege): ChangeCommand {
  const login = changeCommand('eval "$1"', { user: undefined, password: undefined }, {});
  const other = changeCommand('eval "$1"', privilege, {});
  // The sudo password must not reach the program.
  const skip = other.forSudo === '' ? '' : `${passOverPassword(privilege)}; `;
  const script = `if [ -w "$2" ]; then ${skip}exec ${login.line} fck-lock "$1"; fi
exec ${other.line} fck-lock "$1"`;
  return {
    ...other,
    line: `exec sh -c ${quote(script)} fck-lock ${quote(program.text)} ${quote(root)}`,
  };
}

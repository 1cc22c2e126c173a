import { errorKind } from './fck-error.js';

/** A host, as messages name it. */
interface NamedHost {
  readonly name: string;
  readonly role: string;
  readonly address: string;
}

/** Who took a lock, and why. */
export interface LockAbout {
  readonly owner: string;
  readonly project: string;
  readonly purpose: string;
}

/** A lock that is held. */
export interface HeldLock {
  readonly run: string;
  readonly holder: string;
  /** When it was taken, by the machine's clock. */
  readonly since: string;
  /** Undefined if its record cannot be read, as after a power failure during the write. */
  readonly about: LockAbout | undefined;
  /** Seconds since the last heartbeat; undefined for a lock that was taken by hand, which has no heartbeat. */
  readonly age: number | undefined;
}

/** A process that prevents runs from taking the lock of a machine. */
export interface FenceHolder {
  readonly pid: number;
  readonly user: string;
  /** Whether it is a step that fck started. */
  readonly isStep: boolean;
  /** Its command line, as far as it can be shown; for a step, the command of the step. */
  readonly command: string;
}

/** What can be wrong with the lock of a machine. */
export const lockErrors = {
  held: errorKind(
    'LOCK_HELD',
    'Another run holds the lock of a host, or a user took it by hand: two deploys must not disturb each other. Nothing was changed there.',
    (host: string, lock: HeldLock) => ({
      message: `${host} is locked by ${holderText(lock)}.`,
      detail:
        lock.age === undefined
          ? undefined
          : `Its last heartbeat was ${lock.age} s ago; the lock expires after 30 s without one.`,
      hint:
        lock.age === undefined
          ? 'The lock was taken by hand. Ask its owner to release it with `fck lock release`.'
          : 'Wait for it with `--lock-wait SECONDS`. If that run is gone, its lock expires by itself.',
      host,
    }),
  ),
  sameMachine: errorKind(
    'LOCK_SAME_MACHINE',
    'Two hosts of the configuration have different addresses and are the same machine, which this run has already locked. Nothing was changed.',
    (one: NamedHost, other: NamedHost) => ({
      message: `${nameOf(one)} and ${nameOf(other)} are the same machine.`,
      hint: `Give both the same address: then fck knows that they are one machine and works on its roles in turn. If both are in one role, remove one of them.`,
      host: other.name,
    }),
  ),
  stepsRun: errorKind(
    'LOCK_STEPS_RUN',
    'A command of an earlier run is still running on a host, or another process holds the files of its lock. No run may start there before that process has ended.',
    (host: string, lock: HeldLock | undefined, holders: readonly FenceHolder[]) => ({
      message: stepsMessage(host, lock, holders),
      detail: holders.length === 0 ? undefined : holders.map(holderLine).join('\n'),
      hint: `Wait for it to end with \`--lock-wait SECONDS\`, or look at it with \`fck ssh\`.${
        isForeign(holders) ? ' fck did not start it: find out who did.' : ''
      }`,
      host,
    }),
  ),
  foreignLink: errorKind(
    'LOCK_FOREIGN_LINK',
    "A project's folder on a host is, or contains, a symbolic link that neither root nor the login user made. Its owner could redirect what fck writes. Nothing was changed.",
    (host: string, path: string) => ({
      message: `On ${host}, ${path} is a symbolic link that another account made.`,
      hint: 'See who made it (`ls -l`) and who may write to that folder. Remove the link, and run the same command again.',
      host,
    }),
  ),
  otherOwner: errorKind(
    'LOCK_OTHER_OWNER',
    'The project on a host belongs to the account of its first deploy, and fck logs in as another one. Nothing was changed.',
    (host: string, owner: string, login: string) => ({
      message: `The project on ${host} belongs to ${owner}, and this run logs in as ${login}.`,
      hint: `Log in as ${owner}, with \`user: ${owner}\` for the host. To give the project to another account, see docs/locks.md, "One owner".`,
      host,
    }),
  ),
  lost: errorKind(
    'LOCK_LOST',
    'A run no longer holds the lock of a host: it sent no heartbeat for too long, or the lock was removed. Its next step there was not started, since another run may be active.',
    (host: string, lock?: HeldLock) => ({
      message: `This run has lost the lock of ${host}${lock ? ` to ${holderText(lock)}` : ''}: it sent no heartbeat for too long, or the lock was removed.`,
      hint: 'Nothing more was changed there. See `fck lock status`, and run the same command again.',
      host,
    }),
  ),
  notYours: errorKind(
    'LOCK_NOT_YOURS',
    '`fck lock release` was asked to remove a lock that a run holds, or that another user took.',
    (host: string, lock: HeldLock) => ({
      message: `The lock of ${host} is held by ${holderText(lock)}: it is not yours to remove.`,
      hint: 'If you are sure that it must be removed, add `--force`. A run that loses its lock stops before its next step.',
      host,
    }),
  ),
  noFlock: errorKind(
    'LOCK_NO_FLOCK',
    'A host does not have the program `flock`, which fck needs to lock it.',
    (host: string) => ({
      message: `${host} does not have the program "flock", which fck needs to lock it.`,
      hint: 'Install the package util-linux there.',
      host,
    }),
  ),
  failed: errorKind(
    'LOCK_FAILED',
    'The lock of a host could not be taken or released.',
    (host: string, output: string) => ({
      message: `The lock of ${host} could not be changed.`,
      detail: output === '' ? undefined : output,
      hint: 'Locks are files in the root folder. It must be writable, and its disk must not be full: check with `fck ssh`.',
      host,
    }),
  ),
};

/** A host with its address and role, since its name alone may not identify its entry in the configuration. */
function nameOf({ name, role, address }: NamedHost): string {
  return `${name} (${address}, role "${role}")`;
}

/** Whether none of the known processes is a step of fck. */
function isForeign(holders: readonly FenceHolder[]): boolean {
  return holders.length > 0 && !holders.some(({ isStep }) => isStep);
}

function stepsMessage(host: string, lock: HeldLock | undefined, holders: readonly FenceHolder[]): string {
  if (isForeign(holders))
    return `${host} cannot be locked: a process that fck did not start holds the lock files.`;
  return lock
    ? `A step of ${holderText(lock)} is still running on ${host}, although the run itself has ended.`
    : `A step of an earlier run is still running on ${host}.`;
}

function holderLine({ pid, user, command }: FenceHolder): string {
  return `process ${pid} of ${user}: ${command}`;
}

/** Who holds a lock, since when and why, as a part of a sentence. */
export function holderText({ about, run, since, age }: HeldLock): string {
  if (!about) return 'a run whose record cannot be read';
  const who = age === undefined ? about.owner : `run ${run} of ${about.owner}`;
  return `${who} (project ${about.project}, ${about.purpose}, since ${since || 'an unknown time'})`;
}

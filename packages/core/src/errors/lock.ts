import { errorKind } from './fck-error.js';

/** A host, as messages name it. */
interface NamedHost {
  readonly name: string;
  readonly role: string;
  readonly address: string;
}

/** Who took a lock, and what for. */
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
  /** Undefined if its record cannot be read: power may have failed while it was written. */
  readonly about: LockAbout | undefined;
  /** Seconds since the last heartbeat; undefined for a lock that somebody took by hand: it has none. */
  readonly age: number | undefined;
}

/** A process that keeps others from taking the lock of a machine. */
export interface FenceHolder {
  readonly pid: number;
  readonly user: string;
  /** Whether it is a step that fck began. */
  readonly isStep: boolean;
  /** Its command line as far as it can be shown; for a step, what the step runs. */
  readonly command: string;
}

/** What can be wrong with the lock of a machine. */
export const lockErrors = {
  held: errorKind(
    'LOCK_HELD',
    'Another run, or somebody by hand, holds the lock of a host, so that two deploys do not disturb each other. Nothing was changed there.',
    (host: string, lock: HeldLock) => ({
      message: `${host} is locked by ${holderText(lock)}.`,
      detail:
        lock.age === undefined
          ? undefined
          : `Its last heartbeat was ${lock.age} s ago; it is given up after 30 s.`,
      hint:
        lock.age === undefined
          ? 'It was taken by hand: ask who took it. Who did gives it back with `fck lock release`.'
          : 'Wait for it with `--lock-wait SECONDS`. If that run is gone, its lock goes by itself.',
      host,
    }),
  ),
  sameMachine: errorKind(
    'LOCK_SAME_MACHINE',
    'Two hosts of the configuration, named by different addresses, are one machine: it is locked by this very run. Nothing was changed.',
    (one: NamedHost, other: NamedHost) => ({
      message: `${nameOf(one)} and ${nameOf(other)} are the same machine.`,
      hint: `Give both the same address: then fck knows that it is one machine, and its roles take turns there. In one role, remove one of the two.`,
      host: other.name,
    }),
  ),
  stepsRun: errorKind(
    'LOCK_STEPS_RUN',
    'A command of an earlier run is still running on a host, or another process holds the files of its lock. No run may begin there before it has ended.',
    (host: string, lock: HeldLock | undefined, holders: readonly FenceHolder[]) => ({
      message: stepsMessage(host, lock, holders),
      detail: holders.length === 0 ? undefined : holders.map(holderLine).join('\n'),
      hint: `Wait until it has ended with \`--lock-wait SECONDS\`, or look at it with \`fck ssh\`.${
        isForeign(holders) ? ' fck did not begin it: find out whose it is.' : ''
      }`,
      host,
    }),
  ),
  foreignLink: errorKind(
    'LOCK_FOREIGN_LINK',
    "In place of a project's folder on a host, or in it, is a symbolic link that neither root nor the login user made. What fck writes would land where its maker wants. Nothing was changed.",
    (host: string, path: string) => ({
      message: `On ${host}, ${path} is a symbolic link that another account made.`,
      hint: 'See who made it (`ls -l`), and what may be written there by whom; remove it, and run the same command again.',
      host,
    }),
  ),
  otherOwner: errorKind(
    'LOCK_OTHER_OWNER',
    'The project on a host belongs to another account than the one that fck logs in as: that of the first deploy. Nothing was changed.',
    (host: string, owner: string, login: string) => ({
      message: `The project on ${host} belongs to ${owner}, and this run logs in as ${login}.`,
      hint: `Log in as ${owner}, with \`user: ${owner}\` for the host. How another account takes a project over: docs/locks.md, "One owner".`,
      host,
    }),
  ),
  lost: errorKind(
    'LOCK_LOST',
    'A run no longer holds the lock of a host: it was silent for too long, or somebody removed it. Its next step there was not begun, since another run may be at work.',
    (host: string, lock?: HeldLock) => ({
      message: `This run has lost the lock of ${host}${lock ? ` to ${holderText(lock)}` : ''}: it was silent for too long, or its lock was removed.`,
      hint: 'Nothing more was changed there. See `fck lock status`, and run the same command again.',
      host,
    }),
  ),
  notYours: errorKind(
    'LOCK_NOT_YOURS',
    '`fck lock release` was asked to remove a lock that a run holds, or that somebody else took.',
    (host: string, lock: HeldLock) => ({
      message: `The lock of ${host} is held by ${holderText(lock)}: it is not yours to remove.`,
      hint: 'If you are sure that it must go, add `--force`. A run that loses its lock stops before its next step.',
      host,
    }),
  ),
  noFlock: errorKind(
    'LOCK_NO_FLOCK',
    'A host has no program `flock`, without which it cannot be locked.',
    (host: string) => ({
      message: `${host} has no program "flock", without which it cannot be locked.`,
      hint: 'It belongs to the package util-linux: install that there.',
      host,
    }),
  ),
  failed: errorKind(
    'LOCK_FAILED',
    'The lock of a host could not be taken or given back.',
    (host: string, output: string) => ({
      message: `The lock of ${host} could not be changed.`,
      detail: output === '' ? undefined : output,
      hint: 'Locks stand in the root folder. It must be writable, with room left on its disk: look with `fck ssh`.',
      host,
    }),
  ),
};

/** A host as the configuration names it, where its name alone would not tell which entry it is. */
function nameOf({ name, role, address }: NamedHost): string {
  return `${name} (${address}, role "${role}")`;
}

/** Whether no step of fck is among the processes that are known. */
function isForeign(holders: readonly FenceHolder[]): boolean {
  return holders.length > 0 && !holders.some(({ isStep }) => isStep);
}

function stepsMessage(host: string, lock: HeldLock | undefined, holders: readonly FenceHolder[]): string {
  if (isForeign(holders))
    return `${host} cannot be locked: a process that fck did not begin holds its lock's files.`;
  return lock
    ? `A step of ${holderText(lock)} is still running on ${host}, though the run itself is gone.`
    : `A step of an earlier run is still running on ${host}.`;
}

function holderLine({ pid, user, command }: FenceHolder): string {
  return `process ${pid} of ${user}: ${command}`;
}

/** Who holds a lock, since when and what for, in a sentence's part. */
export function holderText({ about, run, since, age }: HeldLock): string {
  if (!about) return 'a run whose record cannot be read';
  const who = age === undefined ? about.owner : `run ${run} of ${about.owner}`;
  return `${who} (project ${about.project}, ${about.purpose}, since ${since || 'an unknown time'})`;
}

import { type Command, sh } from '../command/command.js';
import { shellProgram } from '../command/shell-program.js';
import { once } from '../once.js';

/** Parameters of a program that takes a lock. */
export interface LockClaim {
  readonly root: string;
  readonly run: string;
  /** Identifies this holder, also among holders of the same run. */
  readonly holder: string;
  /** The holder and its purpose: one line of JSON. */
  readonly about: string;
  /** The login user: its steps must be able to open the fence; other users must not. */
  readonly login: string;
}

/** Further parameters of a run's holder. */
export interface HolderClaim extends LockClaim {
  /** Takes the run's own lock again, after a reboot, instead of a free one. */
  readonly adopt: boolean;
  /** The folder of the run's project: the login user must own it, unless the project was never deployed. */
  readonly project: string;
  /** The journal of the run's changes. */
  readonly journal: string;
  /** The entry for a run that ends without a release: a line of JSON without its opening brace. */
  readonly abandoned: string;
}

/** Age of a heartbeat, in seconds, after which a lock may be taken over if no step of its run is still running. */
export const STALE_AFTER = 30;

const program = (name: string): URL => new URL(`../../shell/${name}.sh`, import.meta.url);
const stating = once(() => shellProgram(program('lock-state')));
const changing = once(() =>
  shellProgram(...['lock-state', 'fence-holders', 'project-owner', 'foreign-link', 'lock'].map(program)),
);

const claiming = ({ root, run, holder, about, login }: LockClaim): Command =>
  sh`root=${root} run=${run} holder=${holder} about=${about} login=${login} stale_after=${String(STALE_AFTER)}`;

/**
 * Prints the lock and changes nothing; `parseLock` parses the output. Root may run it, and the login user of the run
 * that holds the lock.
 */
export function describeLock(root: string): Command {
  return sh`root=${root}
${stating()}
describe`;
}

/**
 * Takes a machine's lock for a run and keeps it. Lines on standard input control it, and each counts as a heartbeat:
 * `beat` does nothing else; `journal …` adds an entry; `stay` keeps the lock if the connection breaks, because the
 * machine reboots; `release` releases it. If the input ends without a release, the run is gone: the lock is released
 * once none of its steps runs.
 */
export function holdLock(claim: HolderClaim): Command {
  const { journal, abandoned, project } = claim;
  return sh`${claiming(claim)} kept= adopting=${claim.adopt ? 'yes' : ''} journal=${journal} abandoned=${abandoned} project=${project}
${changing()}
hold`;
}

/** Takes a machine's lock until a user releases it: it has no heartbeat, and never goes stale. */
export function keepLock(claim: LockClaim): Command {
  return sh`${claiming(claim)} kept=yes project=
${changing()}
keep`;
}

/** Removes the lock of this holder, a run or a user. */
export function dropLock(root: string, holder: string): Command {
  return sh`root=${root} holder=${holder}
${changing()}
release`;
}

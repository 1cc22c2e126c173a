import { randomBytes } from 'node:crypto';
import type { Host } from '../api/host.js';
import type { Selection } from '../api/selection.js';
import type { Command } from '../command/command.js';
import { messageOf } from '../errors/fck-error.js';
import { type HeldLock, lockErrors } from '../errors/lock.js';
import { shellErrors } from '../errors/shell.js';
import type { ConnectedFck } from '../hosts/connections.js';
import { onEach } from '../rollout.js';
import { Flood, limitText, outputLimits } from '../transport/channel/output-limits.js';
import { whoRuns } from '../who.js';
import { parseFenceHolders } from './fence-holders.js';
import { openForLock, requireWay } from './lock-channel.js';
import { byMachine, inLockOrder } from './lock-order.js';
import { describeLock, dropLock, keepLock } from './lock-program.js';
import { parseLock } from './lock-state.js';

/** Seconds within which a machine must answer what happened to its lock. */
const PATIENCE = 60;

/** The lock of one machine. */
export interface LockRow {
  /** Names of the machine's hosts. */
  readonly hosts: readonly string[];
  /** Undefined if the lock is free. */
  readonly lock: HeldLock | undefined;
  /** Why the machine could not be reached. */
  readonly problem: string | undefined;
}

/** Reads the locks of the chosen hosts' machines. */
export async function locksOn(fck: ConnectedFck, selection: Selection): Promise<LockRow[]> {
  const machines = byMachine(await fck.hosts(selection));
  const outcomes = await onEach(machines, fck.parallel, ([host]) => lockOn(fck, host));
  return outcomes.map((outcome) => ({
    hosts: outcome.item.map(({ name }) => name),
    lock: outcome.ok ? outcome.result : undefined,
    problem: outcome.ok ? undefined : messageOf(outcome.error),
  }));
}

/**
 * Locks the chosen hosts' machines by hand, until they are unlocked. Locks them all or none.
 *
 * @throws FckError `LOCK_HELD`, `LOCK_SAME_MACHINE`, `LOCK_STEPS_RUN`, `LOCK_NO_FLOCK`, `LOCK_FAILED`
 */
export async function lockByHand(
  fck: ConnectedFck,
  selection: Selection,
  purpose: string,
): Promise<LockRow[]> {
  const { project } = fck;
  const { root } = project.paths;
  const about = JSON.stringify({ owner: whoRuns(), project: project.name, purpose });
  const taken: { host: Host; holder: string }[] = [];
  try {
    for (const [host] of inLockOrder(byMachine(await fck.hosts(selection)))) {
      const holder = randomBytes(8).toString('hex');
      const login = host.user ?? (await fck.connections.machineOf(host).facts()).user;
      const claim = { root, run: `by-hand-${holder}`, holder, about, login };
      const answer = await answerTo(fck, host, keepLock(claim));
      if (!/^held$/m.test(answer)) {
        const found = parseLock(answer);
        const own = taken.find((other) => other.holder === found?.holder);
        throw own ? lockErrors.sameMachine(own.host, host) : await refusalOf(fck, host, answer);
      }
      taken.push({ host, holder });
    }
  } catch (thrown) {
    for (const { host, holder } of taken) await answerTo(fck, host, dropLock(root, holder)).catch(() => '');
    throw thrown;
  }
  return locksOn(fck, selection);
}

/**
 * Removes the locks of the chosen hosts' machines: those that this user took by hand; with `force`, those of others,
 * too.
 *
 * @returns the locks that were removed
 * @throws FckError `LOCK_NOT_YOURS`
 */
export async function unlock(fck: ConnectedFck, selection: Selection, force: boolean): Promise<LockRow[]> {
  const machines = byMachine(await fck.hosts(selection));
  const removed: LockRow[] = [];
  for (const hosts of inLockOrder(machines)) {
    const [host] = hosts;
    const lock = await lockOn(fck, host);
    if (!lock) continue;
    if (!force && !isOwn(lock)) throw lockErrors.notYours(host.name, lock);
    const answer = await answerTo(fck, host, dropLock(fck.project.paths.root, lock.holder));
    if (!/^released$/m.test(answer)) throw await refusalOf(fck, host, answer);
    removed.push({ hosts: hosts.map(({ name }) => name), lock, problem: undefined });
  }
  return removed;
}

function isOwn({ about, age }: HeldLock): boolean {
  return age === undefined && about?.owner === whoRuns();
}

/** As root: a run that logs in as another user may hold the lock. */
async function lockOn(fck: ConnectedFck, host: Host): Promise<HeldLock | undefined> {
  const answer = await answerTo(fck, host, describeLock(fck.project.paths.root));
  const lock = parseLock(answer);
  if (lock || /^free$/m.test(answer)) return lock;
  await requireWay(fck.connections.machineOf(host), fck.project.paths.root);
  throw lockErrors.failed(host.name, answer.trim());
}

/** Parses a lock program's output: first its answer, then, if it refused, the reason. */
async function answerTo(fck: ConnectedFck, host: Host, program: Command): Promise<string> {
  const channel = await openForLock(fck.connections.machineOf(host), fck.project.paths.root, program);
  channel.stdin.end();
  let answer = '';
  const flood = new Flood(outputLimits.start, () => channel.abort());
  const timer = setTimeout(() => channel.abort(), PATIENCE * 1000);
  for (const stream of [channel.stdout, channel.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      if (!flood.isOver) answer += text;
      flood.add(text.length);
    });
  await channel.exit;
  clearTimeout(timer);
  if (flood.isOver)
    throw shellErrors.tooMuchOutput(host.name, 'the program that locks', limitText(outputLimits.start));
  return answer;
}

async function refusalOf(fck: ConnectedFck, host: Host, answer: string): Promise<Error> {
  const lock = parseLock(answer);
  if (/^busy$/m.test(answer) && lock) return lockErrors.held(host.name, lock);
  if (/^steps$/m.test(answer))
    return lockErrors.stepsRun(host.name, lock, parseFenceHolders(answer.split('\n')));
  if (/^no-flock$/m.test(answer)) return lockErrors.noFlock(host.name);
  await requireWay(fck.connections.machineOf(host), fck.project.paths.root);
  return lockErrors.failed(host.name, answer.trim());
}

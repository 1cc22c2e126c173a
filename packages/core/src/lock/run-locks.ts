import { setTimeout as delay } from 'node:timers/promises';
import type { Host } from '../api/host.js';
import { isFckError } from '../errors/fck-error.js';
import { holderText, lockErrors } from '../errors/lock.js';
import { machineAddress } from '../hosts/connections.js';
import type { Machine } from '../remote/machine.js';
import { onEach } from '../rollout.js';
import type { LockAnswer } from './lock-holder.js';
import { byMachine, inLockOrder } from './lock-order.js';
import { MachineLock, type RunClaim } from './machine-lock.js';

/** Milliseconds between two heartbeats. */
const BEAT = 5_000;
/** Milliseconds between two requests for a lock that another run holds. */
const AGAIN = 500;
/** Seconds to wait without a request to wait, so that one of two runs that begin at once continues, and not none. */
const TIE = 2;

/** The properties of a run that its locks use. */
export interface LockSetting {
  readonly claim: Omit<RunClaim, 'abandoned'>;
  /** Fields of every entry about the run in the machines' journals. */
  readonly entry: Readonly<Record<string, string>>;
  readonly machineOf: (host: Host) => Machine;
  /** Seconds to wait for locks that other runs hold. */
  readonly wait: number;
  readonly signal: AbortSignal;
  /** Machines to lock at once. */
  readonly parallel: number;
  readonly tell: (level: 'info' | 'warn', host: string, text: string) => void;
  /** Shows that a host waits for something. */
  readonly waiting?: (<T>(host: string, what: string, work: Promise<T>) => Promise<T>) | undefined;
}

type Refusal = {
  readonly lock: MachineLock;
  readonly answer: Exclude<LockAnswer, { kind: 'held' | 'owned' }>;
};

/** The locks of one run. Every run takes them in the same order, and keeps them until it ends. */
export class RunLocks {
  readonly #setting: LockSetting;
  readonly #locks = new Map<string, MachineLock>();
  /** The hosts to lock together, before the first of them is changed. */
  #together: readonly Host[] = [];
  #turn: Promise<unknown> = Promise.resolve();
  #heart: NodeJS.Timeout | undefined;

  constructor(setting: LockSetting) {
    this.#setting = setting;
  }

  /** From now on, the first change on one of these hosts locks them all. */
  lockTogether(hosts: readonly Host[]): void {
    this.#together = hosts;
  }

  /** The lock of a host's machine. */
  of(host: Host): MachineLock {
    const key = machineAddress(host);
    const known = this.#locks.get(key);
    if (known) return known;
    const { machineOf, claim, entry } = this.#setting;
    const abandoned = journalText({ ...entry, result: 'abandoned' });
    const lock = new MachineLock(host, machineOf(host), { ...claim, abandoned }, () => {
      const isOneOfMany = this.#together.some((other) => machineAddress(other) === key);
      const held = this.hold(isOneOfMany ? this.#together : [host]);
      const { waiting } = this.#setting;
      return waiting && isOneOfMany ? waiting(host.name, 'the locks of all machines of the run', held) : held;
    });
    this.#locks.set(key, lock);
    return lock;
  }

  /** Whether the run has the locks of all these hosts' machines. */
  holds(hosts: readonly Host[]): boolean {
    return hosts.every((host) => this.of(host).held);
  }

  /**
   * Takes the locks of the hosts' machines. A machine that cannot be reached is skipped: the work on it reports that.
   *
   * @throws FckError `LOCK_HELD`, `LOCK_OTHER_OWNER`, `LOCK_SAME_MACHINE`, `LOCK_STEPS_RUN`, `LOCK_NO_FLOCK`,
   * `LOCK_FAILED`
   */
  hold(hosts: readonly Host[]): Promise<void> {
    const turn = this.#turn.then(() => this.#hold(hosts));
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  /** Adds the outcome of a phase to the journal of a host's machine. */
  record(host: Host, what: { readonly phase: string; readonly result: string }): void {
    this.of(host).record(journalText({ ...this.#setting.entry, host: host.name, ...what }));
  }

  /** Releases all locks. Never fails: a lock that could not be released goes stale. */
  async release(): Promise<void> {
    clearInterval(this.#heart);
    const held = [...this.#locks.values()].filter((lock) => lock.held);
    await Promise.all(
      held.map(async (lock) => {
        const how = await lock.release();
        if (how === 'released') return;
        const text =
          how === 'later'
            ? 'A step that was given up still runs there: its lock goes when that has ended.'
            : 'Its lock could not be given back: it frees itself once no step of this run is running.';
        this.#setting.tell('warn', lock.host.name, text);
      }),
    );
  }

  async #hold(hosts: readonly Host[]): Promise<void> {
    const { signal, wait } = this.#setting;
    const locks = inLockOrder(byMachine(hosts))
      .map(([host]) => this.of(host))
      .filter((lock) => !lock.held);
    if (locks.length === 0) return;
    this.#heart ??= setInterval(() => this.#beat(), BEAT).unref();
    for (const lock of locks) lock.connect();
    const deadline = Date.now() + Math.max(wait, locks.length > 1 ? TIE : 0) * 1000;
    for (let told = false; ; told = true) {
      const refusal = await this.#takeAll(locks);
      if (!refusal) return;
      this.#expectOtherMachine(refusal);
      if (Date.now() >= deadline) throw errorOf(refusal);
      if (!told && wait > 0) this.#tellWaiting(refusal);
      // A waiting run must hold no lock that comes later in the order, or two runs could wait for each other.
      await Promise.all(locks.slice(locks.indexOf(refusal.lock)).map((lock) => lock.release()));
      await delay(AGAIN, undefined, { signal });
    }
  }

  /** The first machine decides between runs that begin at once; the others are then locked in parallel. */
  async #takeAll(locks: readonly MachineLock[]): Promise<Refusal | undefined> {
    const [first, ...others] = locks.filter((lock) => !lock.held);
    if (!first) return undefined;
    const refused = await this.#take(first);
    if (refused) return refused;
    const outcomes = await onEach(others, this.#setting.parallel, (lock) => this.#take(lock));
    for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
    return outcomes.flatMap((outcome) => (outcome.ok && outcome.result ? [outcome.result] : []))[0];
  }

  async #take(lock: MachineLock): Promise<Refusal | undefined> {
    try {
      const answer = await lock.take();
      if (answer.kind === 'owned')
        throw lockErrors.otherOwner(lock.host.name, answer.owner, await lock.login());
      if (answer.kind !== 'held') return { lock, answer };
      if (answer.tookOver) {
        const { age } = answer.tookOver;
        const text = `The lock of ${holderText(answer.tookOver)} was taken over: its last heartbeat was ${age} s ago, and no step of it runs.`;
        this.#setting.tell('warn', lock.host.name, text);
      }
    } catch (thrown) {
      if (isFckError(thrown) && thrown.code.startsWith('LOCK_')) throw thrown;
    }
    return undefined;
  }

  /** The run has locked this machine under another host name: waiting would never end. */
  #expectOtherMachine({ lock, answer: { lock: found } }: Refusal): void {
    const own = found && [...this.#locks.values()].find((other) => other.isOf(found));
    if (own) throw lockErrors.sameMachine(own.host, lock.host);
  }

  #tellWaiting({ lock, answer }: Refusal): void {
    const text = answer.lock
      ? `Waiting for the lock of ${holderText(answer.lock)}.`
      : 'Waiting until a step of an earlier run has ended.';
    this.#setting.tell('info', lock.host.name, text);
  }

  #beat(): void {
    for (const lock of this.#locks.values()) lock.beat();
  }
}

/** Builds a line of a machine's journal for its holder: without the opening brace, since the machine adds the time. */
function journalText(entry: Readonly<Record<string, string>>): string {
  return JSON.stringify(entry).slice(1);
}

function errorOf({ lock, answer }: Refusal): Error {
  if (answer.kind === 'busy' && answer.lock) return lockErrors.held(lock.host.name, answer.lock);
  return lockErrors.stepsRun(lock.host.name, answer.lock, answer.kind === 'steps' ? answer.holders : []);
}

import { randomBytes } from 'node:crypto';
import type { Host } from '../api/host.js';
import { isFckError } from '../errors/fck-error.js';
import { type HeldLock, lockErrors } from '../errors/lock.js';
import type { Fence, FencePost } from '../remote/fence.js';
import type { Machine } from '../remote/machine.js';
import { explainFailure, openHolder } from './lock-channel.js';
import { type LockAnswer, LockHolder } from './lock-holder.js';
import type { HolderClaim } from './lock-program.js';

/** What a run claims on every machine. */
export type RunClaim = Pick<HolderClaim, 'root' | 'run' | 'about' | 'project' | 'journal' | 'abandoned'>;

/** The lock of one machine, from the view of one run. */
export class MachineLock implements Fence {
  readonly host: Host;
  readonly #machine: Machine;
  readonly #claim: RunClaim;
  /** Takes the lock before a step that needs it, unless the run already has it. */
  readonly #takeFirst: () => Promise<void>;
  #holder: LockHolder | undefined;
  /** The machine's id for the last holder that asked. */
  #holderId: string | undefined;
  /** Why the lock could not be requested. */
  #problem: unknown;
  #adopting: Promise<void> | undefined;

  constructor(host: Host, machine: Machine, claim: RunClaim, takeFirst: () => Promise<void>) {
    this.host = host;
    this.#machine = machine;
    this.#claim = claim;
    this.#takeFirst = takeFirst;
  }

  /** Whether the run has taken the lock and not released it. */
  get held(): boolean {
    return this.#holder !== undefined;
  }

  /** Whether a lock that was found on some machine is this one. */
  isOf(lock: HeldLock): boolean {
    return this.held && lock.run === this.#claim.run && lock.holder === this.#holderId;
  }

  /** Begins to connect, so that the connection is ready when the machine's turn comes. */
  connect(): void {
    this.#machine.transport().catch(() => undefined);
  }

  /**
   * Takes the lock if it is free or stale.
   *
   * @throws FckError `LOCK_NO_FLOCK`, `LOCK_FAILED`, or the reason why the machine cannot be reached
   */
  async take(): Promise<LockAnswer> {
    const answer = await this.#ask(false).catch((error: unknown) => {
      this.#problem = error;
      throw error;
    });
    if (answer.kind === 'held') this.#holder = answer.holder;
    return answer;
  }

  async pass(): Promise<FencePost> {
    if (!this.#holder) await this.#takeFirst();
    // A run that locks several machines skips those that it cannot reach.
    if (!this.#holder) throw this.#problem ?? lockErrors.failed(this.host.name, '');
    if (!this.#holder.alive) await this.#adopt();
    return { root: this.#claim.root, run: this.#claim.run };
  }

  async throughReboot(reboot: () => Promise<void>): Promise<void> {
    await this.pass();
    this.#holder?.stay();
    await reboot();
    await this.#adopt();
  }

  beat(): void {
    this.#holder?.beat();
  }

  /** Adds an entry to the machine's journal, if the run has its lock. */
  record(text: string): void {
    this.#holder?.record(text);
  }

  /** Releases the lock, if the run has it. */
  async release(): Promise<'released' | 'later' | 'gone'> {
    const holder = this.#holder;
    this.#holder = undefined;
    return holder ? holder.release() : 'released';
  }

  /** Takes the run's lock again with a new holder: the old one's connection ended, or the machine rebooted. */
  #adopt(): Promise<void> {
    this.#adopting ??= this.#ask(true)
      .then((answer) => {
        if (answer.kind !== 'held') throw lockErrors.lost(this.host.name, answer.lock);
        this.#holder = answer.holder;
      })
      .finally(() => {
        this.#adopting = undefined;
      });
    return this.#adopting;
  }

  /** The user that the run logs in as. */
  async login(): Promise<string> {
    return this.host.user ?? (await this.#machine.facts()).user;
  }

  async #ask(adopt: boolean): Promise<LockAnswer> {
    const { root } = this.#claim;
    const login = await this.login();
    const holder = randomBytes(8).toString('hex');
    this.#holderId = holder;
    const channel = await openHolder(this.#machine, { ...this.#claim, holder, login, adopt });
    return LockHolder.start(channel, this.host.name).catch(async (error: unknown) => {
      if (isFckError(error) && error.code === 'LOCK_FAILED') await explainFailure(this.#machine, root);
      throw error;
    });
  }
}

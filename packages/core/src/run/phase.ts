import type { StepStatus } from '../api/events.js';
import type { Host } from '../api/host.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { failureOf, runErrors } from '../errors/run.js';
import { machineAddress } from '../hosts/connections.js';
import { WaitedInVain } from '../hosts/waiting.js';
import { onEach } from '../rollout.js';
import type { Session } from './session.js';
import { isPlanUnknown, statusOf } from './thrown-status.js';

/** The options of a phase. */
export interface PhaseOptions {
  /** The part of the phase: `wave 1 of 3`. */
  readonly about?: string | undefined;
  /** A survey of every host before any of them is worked on. */
  readonly before?: LookBefore | undefined;
}

/** What is surveyed on all hosts before the work begins. */
export interface LookBefore {
  /** An error in it ends the phase on this host. */
  look(host: Host): Promise<unknown>;
  /** Whether a failure on one host stops the work on all others. */
  stopsAll(thrown: unknown): boolean;
}

/**
 * Runs a phase on many hosts in parallel and shows it. All hosts are tried; then, if any failed, it throws.
 *
 * @param work returns a note for the host's row; whether the host changed is known from its changes
 * @throws FckError of the one host that failed, or `HOSTS_FAILED`
 */
export async function runPhase(
  session: Session,
  phase: string,
  hosts: readonly Host[],
  work: (host: Host) => Promise<string | undefined>,
  { about, before }: PhaseOptions = {},
): Promise<void> {
  const { fck, options } = session;
  const started = Date.now();
  const names = hosts.map(({ name }) => name);
  fck.emit({ type: 'phase:start', phase, hosts: names, ...(about === undefined ? {} : { about }) });
  const rows = new Map(hosts.map((host) => [host, new HostRow(session, phase, host)]));
  const failures: { host: string; error: unknown }[] = [];
  const onRows = async (task: (row: HostRow) => Promise<void>) => {
    const inTurn = oneAtATime();
    const open = hosts.filter((host) => rows.get(host)?.isOver === false);
    const outcomes = await onEach(open, fck.parallel, async (host) => {
      const row = rows.get(host);
      const wait = session.run.waiting.begin(host.name, 'its turn: another role is at work on this machine');
      await inTurn(machineAddress(host), async () => {
        wait();
        if (row) await task(row);
      });
    });
    const failed = outcomes.flatMap((outcome) =>
      outcome.ok ? [] : [{ host: failedOn(session, outcome).name, error: outcome.error }],
    );
    failures.push(...failed);
  };
  if (before) {
    await onRows((row) => row.look(() => before.look(row.host)));
    const stopper = failures.find(({ error }) => before.stopsAll(error));
    if (stopper) for (const row of rows.values()) row.skip(new WaitedInVain(stopper.host).message);
  }
  await onRows((row) => row.work(() => work(row.host)));
  fck.emit({ type: 'phase:end', phase, ok: failures.length === 0, ms: Date.now() - started });
  if (options.signal.aborted) {
    const hung = failures.filter(({ error }) => isFckError(error) && error.code === 'HOOK_INTERRUPTED');
    throw hung.length > 0 ? failureOf(phase, hung, hosts.length) : runErrors.interrupted();
  }
  if (failures.length > 0) throw failureOf(phase, failures, hosts.length);
}

/** The host on which work failed: work that is done once may have failed on another host than the one that waited for it. */
function failedOn({ run }: Session, { item, error }: { readonly item: Host; readonly error: unknown }): Host {
  return run.onceWorks.failedOn(error) ?? item;
}

/** A host's row in a phase: it begins, the host is surveyed and worked on, and the row ends once. */
class HostRow {
  isOver = false;
  #began: { readonly at: number; readonly waited: number; readonly changes: number } | undefined;
  #endWait: (() => void) | undefined;
  readonly #session: Session;
  readonly #phase: string;

  constructor(
    session: Session,
    phase: string,
    readonly host: Host,
  ) {
    this.#session = session;
    this.#phase = phase;
  }

  /** Surveys the host. Then waits until the others have been surveyed. */
  async look(look: () => Promise<unknown>): Promise<void> {
    await this.#guard(look);
    if (!this.isOver)
      this.#endWait = this.#session.run.waiting.begin(this.host.name, 'the checks of the other hosts');
  }

  /** Does the work and ends the row. */
  async work(work: () => Promise<string | undefined>): Promise<void> {
    this.#endWait?.();
    await this.#guard(async () => {
      const note = await work();
      const { options } = this.#session;
      const changed = this.#session.run.changesOn(this.host.name) > (this.#began?.changes ?? 0);
      this.#end(changed ? (options.dryRun ? 'planned' : 'changed') : 'ok', note);
      if (changed) options.locks?.record(this.host, { phase: this.#phase, result: 'changed' });
    });
  }

  /** Ends the row without work, if it has not ended yet. */
  skip(why: string): void {
    this.#endWait?.();
    if (!this.isOver) this.#end('skipped', why);
  }

  async #guard(work: () => Promise<unknown>): Promise<void> {
    const session = this.#session;
    const { options } = session;
    options.signal.throwIfAborted();
    this.#begin();
    try {
      await session.run.profiler.measure(this.host, this.#phase, work);
    } catch (thrown) {
      if (isPlanUnknown(thrown)) {
        session.run.notePlanned(this.host);
        this.#end('planned', 'what follows depends on these changes');
        return;
      }
      // The host that failed is reported with its own error.
      if (thrown instanceof WaitedInVain && !options.signal.aborted) {
        this.#end('skipped', thrown.message);
        return;
      }
      const error = options.signal.aborted && !isFckError(thrown) ? runErrors.interrupted() : thrown;
      const elsewhere = failedOn(session, { item: this.host, error });
      if (elsewhere.name !== this.host.name) {
        this.#end('skipped', new WaitedInVain(elsewhere.name).message);
        session.run.failures.onHost({ host: elsewhere, phase: this.#phase, error });
        throw error;
      }
      const status = statusOf(error, options.signal);
      this.#end(status, status === 'stopped' ? undefined : messageOf(error));
      if (status === 'failed') session.run.failures.onHost({ host: this.host, phase: this.#phase, error });
      options.locks?.record(this.host, { phase: this.#phase, result: status });
      throw error;
    }
  }

  #begin(): void {
    if (this.#began) return;
    const { fck, run } = this.#session;
    const { waiting } = run;
    const { name, role } = this.host;
    this.#began = {
      at: Date.now(),
      waited: waiting.on(name),
      changes: this.#session.run.changesOn(this.host.name),
    };
    fck.emit({ type: 'host:start', phase: this.#phase, host: name, role });
  }

  #end(status: StepStatus, note?: string): void {
    const { fck, run } = this.#session;
    const { waiting } = run;
    const { name } = this.host;
    const { at, waited } = this.#began ?? { at: Date.now(), waited: waiting.on(name) };
    // Time spent waiting for others is not the host's own work.
    const ms = Math.max(0, Date.now() - at - (waiting.on(name) - waited));
    fck.emit({
      type: 'host:end',
      phase: this.#phase,
      host: name,
      status,
      ms,
      ...(note === undefined ? {} : { note }),
    });
    this.isOver = true;
  }
}

/** Roles that share a machine take turns there: they share its packages, ports and record of builds. */
function oneAtATime(): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const turns = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const before = turns.get(key) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(work);
    turns.set(
      key,
      turn.catch(() => undefined),
    );
    return turn;
  };
}

import { randomBytes } from 'node:crypto';
import type { Run } from '../api/contexts.js';
import type { Host } from '../api/host.js';
import type { ExpectedBuild, Outlook } from '../build/outlook.js';
import { machineAddress, machineKey } from '../hosts/connections.js';
import { Waiting } from '../hosts/waiting.js';
import type { RunLocks } from '../lock/run-locks.js';
import { Bookkeeping } from '../remote/bookkeeping.js';
import { Plan } from '../remote/planned-changes.js';
import { StateMemory } from '../state/state-memory.js';
import { Profiler } from './profiler.js';
import type { RunContainer } from './run-container.js';

/** How one run was asked for. */
export interface RunSettings {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly force: boolean;
  /** The locks that changes need. A dry run, which changes nothing, has none. */
  readonly locks?: RunLocks | undefined;
}

/** What becomes of the old builds of one machine. */
interface ToPrune {
  readonly host: Host;
  readonly builds: ExpectedBuild[];
  readonly activated: Set<string>;
}

/** What a run keeps of one machine, for all the hosts that it is. */
interface MachineRecords {
  readonly bookkeeping: Bookkeeping;
  readonly state: StateMemory;
}

/** A name for a run. Names sort as runs were begun: behind the second stands the millisecond, before what is random. */
export function newRunId(now = new Date()): string {
  const second = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const millisecond = now.getMilliseconds().toString(16).padStart(3, '0');
  return `${second}-${millisecond}${randomBytes(2).toString('hex').slice(1)}`;
}

/** What one run keeps: what a dry run has planned, what was changed, and what is to be pruned at its end. */
export class RunState implements Run {
  readonly id: string;
  readonly fck: RunContainer;
  readonly options: RunSettings;
  /** What its phases cost. */
  readonly profiler: Profiler;
  /** What its hosts wait for. */
  readonly waiting: Waiting;
  readonly #plans = new Map<string, Plan>();
  readonly #records = new Map<string, MachineRecords>();
  /** Changes made or planned so far, by host: they tell what a step or a phase did. */
  readonly #changes = new Map<string, number>();
  /** Conditions that a dry run did not ask about, by host: a step of nothing else is not shown as `ok`. */
  readonly #unasked = new Map<string, number>();
  /** By machine, whose builds are the same for all the hosts that it is. */
  readonly #toPrune = new Map<string, ToPrune>();

  constructor(
    fck: RunContainer,
    options: RunSettings,
    id = newRunId(),
    waiting = new Waiting((event) => fck.emit(event)),
  ) {
    this.id = id;
    this.fck = fck;
    this.options = options;
    this.profiler = new Profiler(fck);
    this.waiting = waiting;
  }

  /** What a dry run has planned on a host. */
  planOf(host: Host): Plan {
    const key = machineKey(host);
    const known = this.#plans.get(key) ?? new Plan();
    this.#plans.set(key, known);
    return known;
  }

  /** Whether a dry run would have changed a host by now, so that what is not there may come to be. */
  hasPlanned(host: Host): boolean {
    return this.options.dryRun && this.planOf(host).skippedAny;
  }

  /** From now on, what is not there may come to be: work on a host ended where it depends on what is only planned. */
  notePlanned(host: Host): void {
    this.planOf(host).skippedAny = true;
  }

  recordsOf(host: Host): MachineRecords {
    const key = machineAddress(host);
    const known = this.#records.get(key) ?? {
      bookkeeping: new Bookkeeping(),
      state: new StateMemory(() => this.options.dryRun || (this.options.locks?.of(host).held ?? false)),
    };
    this.#records.set(key, known);
    return known;
  }

  /** Something was changed on a host, or a dry run would have changed it. */
  countChange(host: string): void {
    this.#changes.set(host, (this.#changes.get(host) ?? 0) + 1);
  }

  /** How many changes were made on a host so far; in a dry run, how many are planned. */
  changesOn(host: string): number {
    return this.#changes.get(host) ?? 0;
  }

  /** A dry run did not ask about a condition. */
  countUnasked(host: string): void {
    this.#unasked.set(host, (this.#unasked.get(host) ?? 0) + 1);
  }

  unaskedOn(host: string): number {
    return this.#unasked.get(host) ?? 0;
  }

  /** There is a new build on a host, or another one serves: older ones may not be needed any more. */
  pruneLater(host: Host): void {
    this.#pruning(host);
  }

  /**
   * A dry run would give a host a build.
   *
   * @param name undefined if it would be made
   */
  expectBuild(host: Host, name: string | undefined): void {
    this.#pruning(host).builds.push({ name, role: host.role });
  }

  /** The build that a dry run would give a host for its role; undefined if it would be made, or none is planned. */
  expectedBuild(host: Host): string | undefined {
    const builds = this.#toPrune.get(machineAddress(host))?.builds ?? [];
    return builds.findLast(({ role }) => role === host.role)?.name;
  }

  /** A dry run would make the newest build of a host serve, which may not be there yet. */
  expectActivation(host: Host): void {
    this.#pruning(host).activated.add(host.role);
  }

  /** The hosts on which to look for builds that need not stay, and what a dry run expects there by then. */
  get hostsToPrune(): readonly { readonly host: Host; readonly outlook: Outlook }[] {
    return [...this.#toPrune.values()].map(({ host, ...outlook }) => ({ host, outlook }));
  }

  #pruning(host: Host): ToPrune {
    const key = machineAddress(host);
    const known = this.#toPrune.get(key) ?? { host, builds: [], activated: new Set() };
    this.#toPrune.set(key, known);
    return known;
  }
}

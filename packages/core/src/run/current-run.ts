import { randomBytes } from 'node:crypto';
import type { Host } from '../api/host.js';
import type { Run, RunReason } from '../api/run.js';
import type { RunTasksOptions } from '../api/run-options.js';
import type { ExpectedBuild, Outlook } from '../build/outlook.js';
import { machineAddress, machineKey } from '../hosts/connections.js';
import { Waiting } from '../hosts/waiting.js';
import type { OnceDone } from '../journal/resumption.js';
import type { RunLocks } from '../lock/run-locks.js';
import { Bookkeeping } from '../remote/bookkeeping.js';
import { Plan } from '../remote/planned-changes.js';
import { StateMemory } from '../state/state-memory.js';
import { OnceWorks } from './once-works.js';
import { Profiler } from './profiler.js';
import type { RunContainer } from './run-container.js';
import { RunFailures } from './run-failures.js';
import { reasonOf } from './run-reason.js';
import { UndoLog } from './undo-log.js';

/** The options of one run. */
export interface RunSettings {
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
  readonly force: boolean;
  /** The names of all its tasks. Default: it is no run of tasks. */
  readonly tasks?: readonly string[] | undefined;
  /** The pipeline that was asked for. */
  readonly pipeline?: string | undefined;
  /** The build that `activate` was asked for, instead of the newest. */
  readonly build?: unknown;
  /** Work that is done once in a run, and that the run which this one resumes has done. */
  readonly onceDone?: readonly OnceDone[] | undefined;
  /** Asks the user; throws if the answer is no. */
  readonly confirm?: RunTasksOptions['confirm'];
  /** The locks for changes. A dry run changes nothing, so it has none. */
  readonly locks?: RunLocks | undefined;
}

/** How to dispose of the old builds of one machine. */
interface ToPrune {
  readonly host: Host;
  readonly builds: ExpectedBuild[];
  readonly activated: Set<string>;
}

/** The state of a run for one machine, for all of its hosts. */
interface MachineRecords {
  readonly bookkeeping: Bookkeeping;
  readonly state: StateMemory;
}

/**
 * Creates the name of a run. Names sort by the start of the run: after the second comes the millisecond, before the
 * random part.
 */
export function newRunId(now = new Date()): string {
  const second = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const millisecond = now.getMilliseconds().toString(16).padStart(3, '0');
  return `${second}-${millisecond}${randomBytes(2).toString('hex').slice(1)}`;
}

/** A run: what plugins see of it, its changes, planned changes, and builds to prune at its end. */
export class CurrentRun implements Run {
  readonly id: string;
  readonly reason: RunReason;
  readonly pipeline: string | undefined;
  readonly tasks: readonly string[];
  readonly startedAt = new Date();
  readonly fck: RunContainer;
  readonly options: RunSettings;
  /** The cost of its phases. */
  readonly profiler: Profiler;
  /** Where it has failed so far. */
  readonly failures = new RunFailures();
  /** The open waits of its hosts. */
  readonly waiting: Waiting;
  /** How to undo what phases have done, if the run fails. */
  readonly undoLog = new UndoLog();
  /** The work that is done on one host for all. */
  readonly onceWorks: OnceWorks;
  #hosts: Run['hosts'] = new Map();
  readonly #plans = new Map<string, Plan>();
  readonly #records = new Map<string, MachineRecords>();
  /** Number of changes made or planned so far, by host: shows whether a step or phase changed something. */
  readonly #changes = new Map<string, number>();
  /** Number of conditions that a dry run did not check, by host: a step with nothing else is not shown as `ok`. */
  readonly #unasked = new Map<string, number>();
  /** By machine, whose builds are shared by all of its hosts. */
  readonly #toPrune = new Map<string, ToPrune>();

  constructor(
    fck: RunContainer,
    options: RunSettings,
    id = newRunId(),
    waiting = new Waiting((event) => fck.emit(event)),
  ) {
    const { tasks, pipeline, onceDone = [] } = options;
    this.id = id;
    this.reason = tasks ? reasonOf(tasks) : 'look';
    this.pipeline = pipeline;
    this.tasks = tasks ?? [];
    this.fck = fck;
    this.options = options;
    this.profiler = new Profiler(fck);
    this.waiting = waiting;
    this.onceWorks = new OnceWorks({
      hosts: () => this.#hosts,
      waiting,
      onceDone,
      emit: (event) => fck.emit(event),
    });
  }

  get hosts(): Run['hosts'] {
    return this.#hosts;
  }

  /** Records the hosts that the run works on: a task may have made some since the last task. */
  choose(hosts: readonly Host[]): void {
    const roles = new Set(hosts.map(({ role }) => role));
    this.#hosts = new Map([...roles].map((role) => [role, hosts.filter((host) => host.role === role)]));
  }

  /** The planned changes of a dry run on a host. */
  planOf(host: Host): Plan {
    const key = machineKey(host);
    const known = this.#plans.get(key) ?? new Plan();
    this.#plans.set(key, known);
    return known;
  }

  /** Whether a dry run would have changed a host by now, so that missing things may exist later. */
  hasPlanned(host: Host): boolean {
    return this.options.dryRun && this.planOf(host).skippedAny;
  }

  /** From now on, missing things may exist later: work on a host ended because it depends on a planned change. */
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

  /** Records a change on a host, made or planned. */
  countChange(host: string): void {
    this.#changes.set(host, (this.#changes.get(host) ?? 0) + 1);
  }

  /** How many changes were made on a host so far; in a dry run, how many are planned. */
  changesOn(host: string): number {
    return this.#changes.get(host) ?? 0;
  }

  /** Records that a dry run did not check a condition. */
  countUnasked(host: string): void {
    this.#unasked.set(host, (this.#unasked.get(host) ?? 0) + 1);
  }

  unaskedOn(host: string): number {
    return this.#unasked.get(host) ?? 0;
  }

  /** Records that a host has a new build, or serves another one: older builds may no longer be needed. */
  pruneLater(host: Host): void {
    this.#pruning(host);
  }

  /**
   * Records that a dry run would give a host a build.
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

  /** Records that a dry run would make the newest build of a host serve, which may not exist yet. */
  expectActivation(host: Host): void {
    this.#pruning(host).activated.add(host.role);
  }

  /** The hosts with builds that may be pruned, and the builds that a dry run expects there by then. */
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

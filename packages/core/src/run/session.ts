import { randomBytes } from 'node:crypto';
import type { HostContext } from '../api/contexts.js';
import type { FckEventDraft, StepStatus } from '../api/events.js';
import type { Host } from '../api/host.js';
import type { Remote } from '../api/remote.js';
import type { Role } from '../api/role.js';
import { currentPlugin } from '../attribution/attribution.js';
import type { ExpectedBuild, Outlook } from '../build/outlook.js';
import { callErrors } from '../errors/call.js';
import { isFckError } from '../errors/fck-error.js';
import { inWords } from '../errors/found-in-words.js';
import { here, isHost } from '../hosts/check-selection.js';
import { machineAddress, machineKey } from '../hosts/connections.js';
import { Waiting } from '../hosts/waiting.js';
import type { RunLocks } from '../lock/run-locks.js';
import { Bookkeeping } from '../remote/bookkeeping.js';
import { MachineRemote } from '../remote/machine-remote.js';
import { Plan } from '../remote/planned-changes.js';
import { RemoteState } from '../state/remote-state.js';
import { StateMemory } from '../state/state-memory.js';
import { Profiler } from './profiler.js';
import type { RunContainer } from './run-container.js';

/** How one run was asked for. */
export interface SessionOptions {
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

/** One run: gives out the contexts that its work is done with, and keeps what a dry run has planned. */
export class Session {
  readonly id: string;
  readonly fck: RunContainer;
  readonly options: SessionOptions;
  /** What its phases cost. */
  readonly profiler: Profiler;
  /** What its hosts wait for. */
  readonly waiting: Waiting;
  #plans = new Map<string, Plan>();
  #records = new Map<string, MachineRecords>();
  /** Changes made or planned so far, by host: they tell what a step or a phase did. */
  #changes = new Map<string, number>();
  /** By machine, whose builds are the same for all the hosts that it is. */
  #toPrune = new Map<string, ToPrune>();

  /** Conditions that a dry run did not ask about, by host: a step of nothing else is not shown as `ok`. */
  #unasked = new Map<string, number>();

  constructor(
    fck: RunContainer,
    options: SessionOptions,
    id = newRunId(),
    profiler = new Profiler(fck),
    waiting = new Waiting((event) => fck.emit(event)),
  ) {
    this.id = id;
    this.fck = fck;
    this.profiler = profiler;
    this.waiting = waiting;
    this.options = options;
  }

  /** What only looks at hosts, and belongs to no run. */
  static forLooks(fck: RunContainer): Session {
    return new Session(fck, { dryRun: true, force: false, signal: new AbortController().signal });
  }

  /** The same run for work that must be done to its end: taking back what was half done, finishing what serves. */
  withoutInterruption(): Session {
    const session = new Session(
      this.fck,
      { ...this.options, signal: new AbortController().signal },
      this.id,
      this.profiler,
      this.waiting,
    );
    session.#plans = this.#plans;
    session.#records = this.#records;
    session.#changes = this.#changes;
    session.#unasked = this.#unasked;
    session.#toPrune = this.#toPrune;
    return session;
  }

  /** A host's verbs in this run. */
  remoteOf(host: Host): Remote {
    const { fck, options } = this;
    const plan = options.dryRun ? this.#planOf(host) : undefined;
    return new MachineRemote({
      host,
      machine: fck.connections.machineOf(host),
      emit: (event) => this.#emitChange(event),
      signal: options.signal,
      plan,
      fence: options.locks?.of(host),
      bookkeeping: this.#recordsOf(host).bookkeeping,
      unasked: () => this.#unasked.set(host.name, (this.#unasked.get(host.name) ?? 0) + 1),
    });
  }

  /** Whether a dry run would have changed a host by now, so that what is not there may come to be. */
  hasPlanned(host: Host): boolean {
    return this.options.dryRun && this.#planOf(host).skippedAny;
  }

  /** From now on, what is not there may come to be: work on a host ended where it depends on what is only planned. */
  notePlanned(host: Host): void {
    this.#planOf(host).skippedAny = true;
  }

  /** What work on one host is given during a phase. */
  contextOf(host: Host, phase: string): HostContext {
    const { fck, options } = this;
    const remote = this.remoteOf(host);
    const { project } = fck;
    return {
      fck,
      project,
      role: fck.roleNamed(host.role),
      host,
      remote,
      paths: project.paths,
      signal: options.signal,
      dryRun: options.dryRun,
      state: new RemoteState(remote, project.paths.state, this.#recordsOf(host).state),
      step: (name, work) => this.#step({ phase, host: host.name, plugin: currentPlugin(), step: name }, work),
      note: (text) =>
        fck.emit({ type: 'note', level: 'info', host: host.name, plugin: currentPlugin(), text }),
      warn: (text) =>
        fck.emit({ type: 'note', level: 'warn', host: host.name, plugin: currentPlugin(), text }),
      remoteOf: (other) => {
        if (!isHost(other))
          throw callErrors.argument('remoteOf()', `takes a host, not ${inWords(other)}`, undefined, here());
        return this.remoteOf(other);
      },
      hostsOf: (role) => fck.hostsOf(fck.roleNamed(role)),
    };
  }

  /** How many changes were made on a host so far; in a dry run, how many are planned. */
  changesOn(host: Host): number {
    return this.#changes.get(host.name) ?? 0;
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

  /** Tells that a step found nothing to do. */
  satisfied(phase: string, host: Host, step: string): void {
    this.fck.emit({ type: 'step:end', phase, host: host.name, plugin: 'core', step, status: 'ok', ms: 0 });
  }

  async #step<T>(
    row: { phase: string; host: string; plugin: string; step: string },
    work: () => Promise<T>,
  ): Promise<T> {
    const { fck, options, waiting } = this;
    const started = Date.now();
    const before = this.#changes.get(row.host) ?? 0;
    const [unasked, waited] = [this.#unasked.get(row.host) ?? 0, waiting.on(row.host)];
    const end = (status: StepStatus) => {
      const ms = Date.now() - started - (waiting.on(row.host) - waited);
      fck.emit({ type: 'step:end', ...row, status, ms: Math.max(0, ms) });
    };
    options.signal.throwIfAborted();
    fck.emit({ type: 'step:start', ...row });
    try {
      const result = await work();
      const changed = (this.#changes.get(row.host) ?? 0) > before;
      const wasAsked = (this.#unasked.get(row.host) ?? 0) === unasked;
      end(changed ? (options.dryRun ? 'planned' : 'changed') : wasAsked ? 'ok' : 'skipped');
      return result;
    } catch (thrown) {
      end(
        isFckError(thrown) && thrown.code === 'PLAN_UNKNOWN' ? 'planned' : statusOf(thrown, options.signal),
      );
      throw thrown;
    }
  }

  #emitChange(event: FckEventDraft): void {
    if (event.type === 'change') this.#changes.set(event.host, (this.#changes.get(event.host) ?? 0) + 1);
    this.fck.emit(event);
  }

  #recordsOf(host: Host): MachineRecords {
    const key = machineAddress(host);
    const known = this.#records.get(key) ?? {
      bookkeeping: new Bookkeeping(),
      state: new StateMemory(() => this.options.dryRun || (this.options.locks?.of(host).held ?? false)),
    };
    this.#records.set(key, known);
    return known;
  }

  #planOf(host: Host): Plan {
    const key = machineKey(host);
    const known = this.#plans.get(key) ?? new Plan();
    this.#plans.set(key, known);
    return known;
  }
}

/** How work ended that threw: what the user interrupted is no failure. */
export function statusOf(thrown: unknown, signal: AbortSignal): 'stopped' | 'failed' {
  const isInterruption = !isFckError(thrown) || thrown.code === 'INTERRUPTED';
  return signal.aborted && isInterruption ? 'stopped' : 'failed';
}

/** The roles of these hosts, in the order of the config. */
export function rolesOf(roles: readonly Role[], hosts: readonly Host[]): Role[] {
  return roles.filter((role) => hosts.some((host) => host.role === role.name));
}

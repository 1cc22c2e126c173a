import type { HostContext, TaskContext } from '../api/contexts.js';
import type { FckEventDraft, StepStatus } from '../api/events.js';
import type { Host } from '../api/host.js';
import type { Remote } from '../api/remote.js';
import type { Role } from '../api/role.js';
import { currentPlugin } from '../attribution/attribution.js';
import { callErrors } from '../errors/call.js';
import { inWords } from '../errors/found-in-words.js';
import { here, isHost } from '../hosts/check-selection.js';
import { MachineRemote } from '../remote/machine-remote.js';
import { RemoteState } from '../state/remote-state.js';
import { CurrentRun, type RunSettings } from './current-run.js';
import type { RunContainer } from './run-container.js';
import { isPlanUnknown, statusOf } from './thrown-status.js';

/** Creates the contexts for the work of one run. */
export class Session {
  readonly fck: RunContainer;
  readonly run: CurrentRun;
  readonly options: RunSettings;

  /** @param signal interrupts the work. Default: that of the run */
  constructor(run: CurrentRun, signal = run.options.signal) {
    this.fck = run.fck;
    this.run = run;
    this.options = { ...run.options, signal };
  }

  /** For work that only reads from hosts, and belongs to no run. */
  static forLooks(fck: RunContainer): Session {
    const { signal } = new AbortController();
    return new Session(new CurrentRun(fck, { dryRun: true, force: false, signal }));
  }

  /** The context of a task, from the parts that every task gets. */
  static of({ run, signal }: TaskContext): Session {
    if (!(run instanceof CurrentRun)) throw new TypeError('this context was not made by a run');
    return new Session(run, signal);
  }

  /** The same run for work that must not be interrupted: undoing half-done steps, finishing an activation. */
  withoutInterruption(): Session {
    return new Session(this.run, new AbortController().signal);
  }

  /** The remote of a host in this run. */
  remoteOf(host: Host): Remote {
    const { fck, options, run } = this;
    const plan = options.dryRun ? run.planOf(host) : undefined;
    return new MachineRemote({
      host,
      machine: fck.connections.machineOf(host),
      emit: (event) => this.#emitChange(event),
      signal: options.signal,
      plan,
      fence: options.locks?.of(host),
      bookkeeping: run.recordsOf(host).bookkeeping,
      unasked: () => run.countUnasked(host.name),
    });
  }

  /** The context of one host during a phase. */
  contextOf(host: Host, phase: string): HostContext {
    const { fck, options } = this;
    const remote = this.remoteOf(host);
    const { project } = fck;
    return {
      fck,
      run: this.run,
      project,
      role: fck.roleNamed(host.role),
      host,
      remote,
      paths: project.paths,
      signal: options.signal,
      dryRun: options.dryRun,
      state: new RemoteState(remote, project.paths.state, this.run.recordsOf(host).state),
      step: (name, work) => this.#step({ phase, host: host.name, plugin: currentPlugin(), step: name }, work),
      once: (name, work, once) =>
        this.run.onceWorks.do(
          { host, phase, signal: options.signal, contextOf: (other) => this.contextOf(other, phase) },
          name,
          work,
          once,
        ),
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

  /**
   * Reports that a step found nothing to do.
   *
   * @param plugin the plugin that declared it
   */
  satisfied(phase: string, host: Host, step: string, plugin: string): void {
    this.fck.emit({ type: 'step:end', phase, host: host.name, plugin, step, status: 'ok', ms: 0 });
  }

  async #step<T>(
    row: { phase: string; host: string; plugin: string; step: string },
    work: () => Promise<T>,
  ): Promise<T> {
    const { fck, options, run } = this;
    const { waiting } = run;
    const started = Date.now();
    const before = run.changesOn(row.host);
    const [unasked, waited] = [run.unaskedOn(row.host), waiting.on(row.host)];
    const end = (status: StepStatus) => {
      const ms = Date.now() - started - (waiting.on(row.host) - waited);
      fck.emit({ type: 'step:end', ...row, status, ms: Math.max(0, ms) });
    };
    options.signal.throwIfAborted();
    fck.emit({ type: 'step:start', ...row });
    try {
      const result = await work();
      const changed = run.changesOn(row.host) > before;
      const wasAsked = run.unaskedOn(row.host) === unasked;
      end(changed ? (options.dryRun ? 'planned' : 'changed') : wasAsked ? 'ok' : 'skipped');
      return result;
    } catch (thrown) {
      run.failures.atStep(thrown, { step: row.step, plugin: row.plugin });
      end(isPlanUnknown(thrown) ? 'planned' : statusOf(thrown, options.signal));
      throw thrown;
    }
  }

  #emitChange(event: FckEventDraft): void {
    if (event.type === 'change') this.run.countChange(event.host);
    this.fck.emit(event);
  }
}

/** The roles of these hosts, in the order of the config. */
export function rolesOf(roles: readonly Role[], hosts: readonly Host[]): Role[] {
  return roles.filter((role) => hosts.some((host) => host.role === role.name));
}

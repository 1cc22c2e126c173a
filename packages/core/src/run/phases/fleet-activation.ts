import { setTimeout as delay } from 'node:timers/promises';
import { differencesToServing } from '../../activation/serving/differences-to-serving.js';
import { HostActivation } from '../../activation/transaction/host-activation.js';
import { planActivation } from '../../activation/transaction/planned-activation.js';
import { TransactionFile } from '../../activation/transaction/transaction-file.js';
import { TransactionJournal } from '../../activation/transaction/transaction-journal.js';
import type { Build } from '../../api/build.js';
import type { TakeOver } from '../../api/foreign.js';
import type { Host } from '../../api/host.js';
import type { HostFailure } from '../../errors/causes.js';
import { messageOf } from '../../errors/fck-error.js';
import { failureOf, runErrors } from '../../errors/run.js';
import { type Outcome, onEach } from '../../rollout.js';
import { servingOf } from '../../state/serving.js';
import { isPlanUnknown, runPhase } from '../phase.js';
import type { Session } from '../session.js';
import { planWaves } from './plan-waves.js';
import type { Survey } from './survey.js';
import { undoHosts } from './undo-hosts.js';

/** What is activated on a host. */
export interface Choice {
  readonly build: Build;
  /** The build that a rollback leaves. */
  readonly rejected?: string | undefined;
}

/** What is activated, and how far a failure reaches. */
export interface FleetRequest {
  /** Chooses the build of a host. Throws if there is none: that host fails then. */
  readonly choose: (survey: Survey) => Choice;
  /** Undoes only the hosts that fail, and goes on with the others. Default: a failure undoes all. */
  readonly goOn: boolean;
  /** Starts new instances also where the build serves already, and nothing about it would be another. */
  readonly again: boolean;
  /** Sites and programs of others whose place the activation of a host takes. Default: none. */
  readonly takeOver?: ((host: Host) => TakeOver | undefined) | undefined;
}

/**
 * An activation on all hosts, as one transaction: all prepare, then all switch and verify it, wave by wave, then all
 * finish. A failure before the end of the last wave undoes everything, on every host.
 */
export class FleetActivation {
  readonly #session: Session;
  readonly #undisturbed: Session;
  readonly #surveys: readonly Outcome<Host, Survey>[];
  readonly #request: FleetRequest;
  /** Those that take part, and were not undone. */
  readonly #activations = new Map<Host, HostActivation>();
  readonly #failed = new Set<Host>();
  readonly #failures: HostFailure[] = [];

  constructor(session: Session, surveys: readonly Outcome<Host, Survey>[], request: FleetRequest) {
    this.#session = session;
    this.#undisturbed = session.withoutInterruption();
    this.#surveys = surveys;
    this.#request = request;
  }

  /** @throws FckError what failed, once everything is undone; with `goOn`, once the other hosts are done */
  async run(): Promise<void> {
    try {
      await this.#on('prepare', this.#hosts, (host) => this.#prepare(host));
      if (this.#activations.size === 0) return;
      await this.#switchInWaves();
      await this.#commit();
    } catch (thrown) {
      await this.#undo([...this.#activations.keys()]);
      throw thrown;
    }
    await runPhase(this.#undisturbed, 'finish', [...this.#activations.keys()], (host) => this.#finish(host));
    if (this.#failures.length > 0) throw failureOf('activate', this.#failures, this.#surveys.length);
  }

  get #hosts(): Host[] {
    return this.#surveys.map(({ item }) => item);
  }

  async #prepare(host: Host): Promise<string> {
    const survey = this.#surveyOf(host);
    const { build, rejected } = this.#request.choose(survey);
    if (await this.#isUpToDate(survey, build)) {
      this.#session.run.pruneLater(host);
      return `${build.name} serves, nothing to do`;
    }
    const contexts = {
      prepare: survey.context,
      switch: this.#session.contextOf(host, 'switch'),
      verify: this.#session.contextOf(host, 'verify'),
      finish: this.#undisturbed.contextOf(host, 'finish'),
      undo: this.#undisturbed.contextOf(host, 'undo'),
    };
    const file = new TransactionFile(contexts.undo.remote, contexts.undo.paths, host.role);
    const journal = new TransactionJournal(file, {
      run: this.#session.run.id,
      hosts: this.#hosts.map(({ name, role }) => ({ host: name, role })),
      build: build.name,
      rejected,
    });
    const takesOver = this.#request.takeOver?.(host);
    const activation = new HostActivation(contexts, build, journal, survey.state, takesOver);
    this.#activations.set(host, activation);
    await this.#session.fck.hooks.activate.promise(activation.context);
    return build.name;
  }

  /** Whether a host serves the build, as an activation would have it serve. What is different is told. */
  async #isUpToDate({ context, state }: Survey, build: Build): Promise<boolean> {
    if (this.#request.again || servingOf(state, context.role.name).active !== build.name) return false;
    const { coreSections } = this.#session.fck;
    const [first, ...more] = await differencesToServing(context, coreSections, build, state).catch(
      (thrown: unknown) => {
        if (context.signal.aborted) throw thrown;
        // Whatever keeps it from being looked at, the activation meets too.
        return [messageOf(thrown)];
      },
    );
    if (first === undefined) return true;
    context.note(`${build.name} is activated again: ${[first, ...more].join('; ')}.`);
    return false;
  }

  /** What could not be looked at fails here, where it is shown. */
  #surveyOf(host: Host): Survey {
    const outcome = this.#surveys.find(({ item }) => item === host);
    if (outcome?.ok) return outcome.result;
    throw outcome?.error;
  }

  async #switchInWaves(): Promise<void> {
    const { waves, pause } = planWaves(this.#session.fck, this.#activations);
    const switched: Host[] = [];
    for (const [index, wave] of waves.entries()) {
      if (index > 0 && pause > 0) await this.#watch(switched, pause);
      switched.push(...wave);
      const about = waves.length === 1 ? undefined : `wave ${index + 1} of ${waves.length}`;
      const switchOver = (one: HostActivation) => one.switchOver(wave);
      await this.#on('switch', wave, (host) => this.#withActivation(host, switchOver), about);
    }
  }

  /** Gives what has switched some time under real requests, and looks again before more hosts follow. */
  async #watch(switched: readonly Host[], seconds: number): Promise<void> {
    const { fck, options } = this.#session;
    if (options.dryRun) return;
    fck.emit({ type: 'note', level: 'info', text: `The next wave follows in ${seconds} s.` });
    await delay(seconds * 1000, undefined, { signal: options.signal }).catch(() => {
      throw runErrors.interrupted();
    });
    const serving = switched.filter((host) => this.#activations.has(host));
    await this.#on('verify', serving, (host) => this.#withActivation(host, (one) => one.verifyAgain()));
  }

  /** From now on the activation only goes forward: only then may what served before be ended. */
  async #commit(): Promise<void> {
    const { fck, options } = this.#session;
    if (options.dryRun) return;
    const { profiler } = this.#session.run;
    const outcomes = await onEach([...this.#activations.values()], fck.parallel, (one) =>
      profiler.measure(one.context.host, 'commit', () => one.commit()),
    );
    for (const outcome of outcomes) if (!outcome.ok) throw outcome.error;
  }

  async #finish(host: Host): Promise<string | undefined> {
    return this.#withActivation(host, async (activation) => {
      try {
        await activation.finish();
      } finally {
        await activation.journal.close();
        this.#session.run.pruneLater(host);
      }
    });
  }

  async #undo(hosts: readonly Host[]): Promise<void> {
    const taken = hosts.flatMap((host) => this.#activations.get(host) ?? []);
    for (const host of hosts) this.#activations.delete(host);
    if (!this.#session.options.dryRun) await undoHosts(this.#undisturbed, taken, this.#failed);
  }

  /**
   * Does a part of the activation on some hosts. With `goOn`, those that fail are undone alone.
   *
   * @throws FckError what failed, if that ends the activation
   */
  async #on(
    phase: string,
    hosts: readonly Host[],
    work: (host: Host) => Promise<string | undefined>,
    about?: string,
  ): Promise<void> {
    const { signal } = this.#session.options;
    const failed = new Map<Host, unknown>();
    const noting = (host: Host) =>
      work(host).catch(async (thrown: unknown) => {
        if (isPlanUnknown(thrown)) await this.#planWithoutBuild(host);
        if (!signal.aborted) failed.set(host, thrown);
        throw thrown;
      });
    try {
      await runPhase(this.#session, phase, hosts, noting, { about });
    } catch (thrown) {
      for (const host of failed.keys()) this.#failed.add(host);
      if (!this.#request.goOn || failed.size === 0 || signal.aborted) throw thrown;
      this.#failures.push(...[...failed].map(([host, error]) => ({ host: host.name, error })));
      await this.#undo([...failed.keys()]);
      if (this.#activations.size === 0) throw failureOf('activate', this.#failures, this.#surveys.length);
    }
  }

  /**
   * What would be started, switched, ended and removed is known, though the build is not there yet. Where the build that serves is
   * kept, whether that has to be activated again shows only once the other planned changes are made.
   */
  async #planWithoutBuild(host: Host): Promise<void> {
    const survey = this.#surveyOf(host);
    const { active } = servingOf(survey.state, host.role);
    if (active !== undefined && this.#session.run.expectedBuild(host) === active) return;
    this.#session.run.expectActivation(host);
    await planActivation((phase) => this.#session.contextOf(host, phase));
  }

  async #withActivation(
    host: Host,
    work: (activation: HostActivation) => Promise<void>,
  ): Promise<string | undefined> {
    const activation = this.#activations.get(host);
    if (activation) await work(activation);
    return activation?.context.build.name;
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import { activationPlan } from '../../activation/plan.js';
import { siteUrl } from '../../activation/proxy/site-url.js';
import { differencesToServing } from '../../activation/serving/differences-to-serving.js';
import { HostActivation } from '../../activation/transaction/host-activation.js';
import { planActivation } from '../../activation/transaction/planned-activation.js';
import { TransactionFile } from '../../activation/transaction/transaction-file.js';
import { TransactionJournal } from '../../activation/transaction/transaction-journal.js';
import type { Build } from '../../api/build.js';
import type { HostContext } from '../../api/contexts.js';
import type { TakeOver } from '../../api/foreign.js';
import type { Host } from '../../api/host.js';
import type { HostFailure } from '../../errors/causes.js';
import { messageOf } from '../../errors/fck-error.js';
import { failureOf, runErrors } from '../../errors/run.js';
import { type Outcome, onEach } from '../../rollout.js';
import { servingOf } from '../../state/serving.js';
import { runPhase } from '../phase.js';
import type { Session } from '../session.js';
import { isPlanUnknown } from '../thrown-status.js';
import { planWaves } from './plan-waves.js';
import type { Survey } from './survey.js';
import { undoHosts } from './undo-hosts.js';

/** The build to activate on a host. */
export interface Choice {
  readonly build: Build;
  /** The build that a rollback leaves. */
  readonly rejected?: string | undefined;
}

/** The builds to activate, and the scope of a failure. */
export interface FleetRequest {
  /** Chooses the build of a host. Throws if there is none: that host fails then. */
  readonly choose: (survey: Survey) => Choice;
  /** Undoes only the hosts that fail, and continues with the others. Default: a failure undoes all. */
  readonly goOn: boolean;
  /** Starts new instances also where the build serves already and would not change. */
  readonly again: boolean;
  /** Sites and programs of others that the activation of a host replaces. Default: none. */
  readonly takeOver?: ((host: Host) => TakeOver | undefined) | undefined;
}

/**
 * An activation on all hosts, as one transaction: all prepare, then all switch and verify, wave by wave, then all
 * finish. A failure before the end of the last wave undoes everything, on every host.
 */
export class FleetActivation {
  readonly #session: Session;
  readonly #undisturbed: Session;
  readonly #surveys: readonly Outcome<Host, Survey>[];
  readonly #request: FleetRequest;
  /** The hosts that take part, and were not undone. */
  readonly #activations = new Map<Host, HostActivation>();
  readonly #failed = new Set<Host>();
  readonly #failures: HostFailure[] = [];

  constructor(session: Session, surveys: readonly Outcome<Host, Survey>[], request: FleetRequest) {
    this.#session = session;
    this.#undisturbed = session.withoutInterruption();
    this.#surveys = surveys;
    this.#request = request;
  }

  /** @throws FckError the failure, once everything is undone; with `goOn`, once the other hosts are done */
  async run(): Promise<void> {
    try {
      await this.#on('prepare', this.#hosts, (host) => this.#prepare(host));
      if (this.#activations.size > 0) {
        await this.#switchInWaves();
        await this.#commit();
      }
      this.#session.run.undoLog.forget();
      if (this.#activations.size === 0) return;
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
      this.#tellWhatServes(survey.context, build, build);
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
    const { active } = servingOf(survey.state, host.role);
    const activated = {
      build,
      previousBuild: survey.builds.find(({ name }) => name === active),
      takesOver: this.#request.takeOver?.(host),
    };
    const activation = new HostActivation(contexts, activated, journal, survey.state);
    this.#activations.set(host, activation);
    await this.#session.fck.hooks.activate.promise(activation.context);
    return build.name;
  }

  /** Whether a host serves the build just as an activation would make it. Reports what is different. */
  async #isUpToDate({ context, state }: Survey, build: Build): Promise<boolean> {
    if (this.#request.again || servingOf(state, context.role.name).active !== build.name) return false;
    const { coreSections } = this.#session.fck;
    const [first, ...more] = await differencesToServing(context, coreSections, build, state).catch(
      (thrown: unknown) => {
        if (context.signal.aborted) throw thrown;
        // The activation meets the same failure.
        return [messageOf(thrown)];
      },
    );
    if (first === undefined) return true;
    context.note(`${build.name} is activated again: ${[first, ...more].join('; ')}.`);
    return false;
  }

  /** A failed survey is thrown here, where it is shown. */
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

  /** Leaves the switched hosts under real requests for some time, and verifies again before more hosts follow. */
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

  /** From now on the activation only goes forward: only then may the old build be ended. */
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
        const { context } = activation;
        this.#tellWhatServes(context, context.build, context.previousBuild);
      } finally {
        await activation.journal.close();
        this.#session.run.pruneLater(host);
      }
    });
  }

  #tellWhatServes(context: HostContext, build: Build, before: Build | undefined): void {
    const { fck, host, role, dryRun } = context;
    if (dryRun) return;
    const url = siteUrl(context, activationPlan(fck, role)?.proxy);
    fck.emit({
      type: 'serves',
      host: host.name,
      role: role.name,
      build: build.name,
      ...(before === undefined ? {} : { before: before.name }),
      ...(url === undefined ? {} : { url }),
    });
  }

  async #undo(hosts: readonly Host[]): Promise<void> {
    const taken = hosts.flatMap((host) => this.#activations.get(host) ?? []);
    for (const host of hosts) this.#activations.delete(host);
    if (!this.#session.options.dryRun) await undoHosts(this.#undisturbed, taken, this.#failed);
  }

  /**
   * Does a part of the activation on some hosts. With `goOn`, only those that fail are undone.
   *
   * @throws FckError the failure, if it ends the activation
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
      const { onceWorks } = this.#session.run;
      for (const [host, error] of failed)
        if ((onceWorks.failedOn(error) ?? host) === host) this.#failed.add(host);
      if (!this.#request.goOn || failed.size === 0 || signal.aborted) throw thrown;
      this.#failures.push(...[...failed].map(([host, error]) => ({ host: host.name, error })));
      await this.#undo([...failed.keys()]);
      if (this.#activations.size === 0) throw failureOf('activate', this.#failures, this.#surveys.length);
    }
  }

  /**
   * Reports what would be started, switched, ended and removed, though the build does not exist yet. If the serving
   * build is kept, whether it has to be activated again is known only after the other planned changes.
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

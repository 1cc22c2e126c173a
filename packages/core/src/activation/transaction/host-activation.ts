import type { ActivationContext, HostContext, Rotation, UndoEntry } from '../../api/contexts.js';
import type { Host } from '../../api/host.js';
import type { HostStateData } from '../../api/host-state.js';
import { bindPlugin } from '../../attribution/attribution.js';
import { withoutStatusesOfCommit, withStatusesOfCommit } from '../../build/build-status.js';
import { type FckError, isFckError, messageWithDetail } from '../../errors/fck-error.js';
import { withServing } from '../../state/serving.js';
import type { TransactionJournal } from './transaction-journal.js';
import { undoEntries } from './undo-entries.js';

interface Act {
  readonly name: string;
  /** Runs it as a step of the plugin that registered it. */
  run(context: HostContext): Promise<unknown>;
}

interface Switch extends Act {
  readonly undoEntry: (() => Promise<UndoEntry>) | undefined;
}

/** A rotation, as messages name it. */
interface Leaving {
  readonly out: Act;
  readonly back: Act;
  readonly undoEntry: Rotation['undoEntry'];
}

/**
 * The contexts of one host in each part of an activation, so that every step is shown where it is done. An interruption
 * must not stop finishing and undoing.
 */
export interface ActivationContexts {
  readonly prepare: HostContext;
  readonly switch: HostContext;
  readonly verify: HostContext;
  readonly finish: HostContext;
  readonly undo: HostContext;
}

/** The build of an activation, and what it replaces. */
export type ActivatedBuild = Pick<ActivationContext, 'build' | 'previousBuild' | 'takesOver'>;

/** The activation of one host: the work registered for later, and the undo entries. */
export class HostActivation {
  readonly context: ActivationContext;
  readonly journal: TransactionJournal;
  readonly #contexts: ActivationContexts;
  /** The builds that the host's state knew before. */
  readonly #known: Pick<HostStateData, 'builds'>;
  #current: HostContext;
  readonly #switches: Switch[] = [];
  readonly #verifications: Act[] = [];
  readonly #finishes: Act[] = [];
  readonly #rotations: Leaving[] = [];

  constructor(
    contexts: ActivationContexts,
    { build, previousBuild, takesOver }: ActivatedBuild,
    journal: TransactionJournal,
    known: Pick<HostStateData, 'builds'>,
  ) {
    const { prepare } = contexts;
    this.#contexts = contexts;
    this.#known = known;
    this.#current = prepare;
    this.journal = journal;
    this.context = {
      ...prepare,
      build,
      previousBuild,
      takesOver,
      buildPath: prepare.paths.build(build.name),
      step: (name, work) => this.#current.step(name, work),
      once: (name, work, options) => this.#current.once(name, work, options),
      undo: async (step, data) => {
        prepare.fck.undoSteps.get(step);
        await journal.willDo({ step, data });
      },
      switch: (name, work, undoEntry) =>
        this.#switches.push({
          ...actOf('switch', name, work),
          undoEntry: undoEntry && bindPlugin(undoEntry, `undo of "${name}"`),
        }),
      verify: (name, work) => this.#verifications.push(actOf('verification', name, work)),
      finish: (name, work) => this.#finishes.push(actOf('finish', name, work)),
      rotation: (name, { leave, join, undoEntry }) =>
        this.#rotations.push({
          out: actOf('rotation', `leave ${name}`, leave),
          back: actOf('rotation', `join ${name}`, join),
          undoEntry: bindPlugin(undoEntry, `rotation "${name}"`),
        }),
    };
  }

  /** Whether the host leaves a sender of requests, such as a load balancer, while it switches. */
  get isInRotation(): boolean {
    return this.#rotations.length > 0;
  }

  /**
   * Makes the new build serve, and verifies it. The undo entries are durable before each step.
   *
   * @param wave the hosts that switch at the same time
   */
  async switchOver(wave: readonly Host[]): Promise<void> {
    this.#current = this.#contexts.switch;
    const entries = await Promise.all([
      ...this.#rotations.map(({ undoEntry }) => undoEntry(wave)),
      ...this.#switches.map(({ undoEntry }) => undoEntry?.()),
    ]);
    await this.journal.enter('switching', ...entries.filter((entry) => entry !== undefined));
    await this.#doAll(this.#rotations.map(({ out }) => out));
    await this.#doAll([...this.#switches, ...this.#verifications]);
    await this.#doAll(this.#rotations.map(({ back }) => back));
  }

  /** Verifies again that the new build serves, and that senders of requests find the host healthy. */
  async verifyAgain(): Promise<void> {
    this.#current = this.#contexts.verify;
    await this.#doAll([...this.#verifications, ...this.#rotations.map(({ back }) => back)]);
  }

  async #doAll(acts: readonly Act[]): Promise<void> {
    for (const act of acts) await act.run(this.#current);
  }

  /** Records that all hosts have switched: from now on the activation only goes forward. */
  async commit(): Promise<void> {
    await Promise.all([
      this.journal.enter('committed'),
      this.context.state.update((data) => withStatusesOfCommit(data, this.journal.record)),
    ]);
  }

  /** Records that another host could not be committed, so that no later run finishes this activation. */
  async uncommit(): Promise<void> {
    await Promise.all([
      this.journal.enter('switching'),
      this.context.state.update((data) => withoutStatusesOfCommit(data, this.journal.record, this.#known)),
    ]);
  }

  /**
   * Does the work that must wait until the new build serves. A failure is a warning: it never undoes the new build.
   *
   * @throws FckError `ENDED_AFTER_SWITCH`, once the rest is done
   */
  async finish(): Promise<void> {
    this.#current = this.#contexts.finish;
    let failed = false;
    let ended: FckError | undefined;
    for (const { name, run } of this.#finishes) {
      try {
        await run(this.#current);
      } catch (thrown) {
        failed = true;
        if (isFckError(thrown) && thrown.code === 'ENDED_AFTER_SWITCH') {
          ended = thrown;
          continue;
        }
        this.context.warn(
          `"${name}" failed, and is tried again by the next activation: ${messageWithDetail(thrown)}`,
        );
      }
    }
    if (failed)
      await this.context.state.update((data) =>
        withServing(data, this.context.role.name, (record) => ({ ...record, incomplete: true })),
      );
    if (ended) throw ended;
  }

  /**
   * Undoes everything, last first.
   *
   * @returns whether all could be undone. If not, the next run continues.
   */
  async undo(): Promise<boolean> {
    this.#current = this.#contexts.undo;
    const switched = this.journal.phase !== 'preparing';
    const left = await undoEntries(this.#current, this.journal.undo, { switched });
    await this.journal.keep(left);
    return left.length === 0;
  }
}

/** A part of an activation that runs later, as the plugin that registers it. */
function actOf(kind: string, name: string, work: () => Promise<unknown>): Act {
  return {
    name,
    run: bindPlugin((context: HostContext) => context.step(name, work), `${kind} "${name}"`),
  };
}

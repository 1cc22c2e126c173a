import { lookAhead } from '../../activation/look-ahead.js';
import type { Host } from '../../api/host.js';
import { withWork } from '../../attribution/attribution.js';
import { onEach } from '../../rollout.js';
import type { Session } from '../session.js';
import { hostsThatActivate } from './activate.js';

/**
 * Prepares hosts for their activation in the same run, while the build is made elsewhere. A failure here is ignored: the
 * activation meets the same, and reports it.
 */
export class ActivationPreparations {
  readonly #session: Session;
  readonly #hosts: readonly Host[];
  #done: Promise<unknown> | undefined;

  /** @param hosts that get builds; only those that the run activates are prepared */
  constructor(session: Session, hosts: readonly Host[]) {
    this.#session = session;
    this.#hosts = session.options.tasks?.includes('activate') ? hostsThatActivate(session, hosts) : [];
  }

  /** Call when a build is being made. */
  begin(): void {
    const { fck, options } = this.#session;
    if (this.#done || options.dryRun) return;
    // The preparation may outlive the caller.
    this.#done = withWork(undefined, () =>
      onEach(this.#hosts, fck.parallel, (host) => lookAhead(this.#session.contextOf(host, 'prepare'))),
    );
  }

  /** Waits until no preparation runs any more. */
  async settled(): Promise<void> {
    await this.#done;
  }
}

import type { Host } from '../../api/host.js';
import { withWork } from '../../attribution/attribution.js';
import { machineAddress } from '../../hosts/connections.js';
import { onEach } from '../../rollout.js';
import type { Session } from '../session.js';

/**
 * Prepares hosts for the copy of a build while it is made elsewhere. Begins once it is clear that there will be a new
 * build. A failure here is ignored: the copy then does all of its work itself.
 */
export class CopyPreparations {
  readonly #session: Session;
  readonly #hosts: readonly Host[];
  #done: Promise<unknown> | undefined;

  /** @param hosts that will get copies; a machine that makes a build itself is skipped, and each is prepared once */
  constructor(session: Session, hosts: readonly Host[], makers: readonly Host[]) {
    const making = new Set(makers.map(machineAddress));
    const machines = new Map(hosts.map((host) => [machineAddress(host), host]));
    this.#session = session;
    this.#hosts = [...machines].filter(([machine]) => !making.has(machine)).map(([, host]) => host);
  }

  /** Call when a build is being made. */
  begin(): void {
    const { fck, options } = this.#session;
    const [distributor] = fck.distributors.entries();
    if (this.#done || options.dryRun || !distributor) return;
    // The preparation may outlive the caller.
    this.#done = withWork(undefined, () =>
      onEach(this.#hosts, fck.parallel, async (host) =>
        distributor.value.prepare?.(this.#session.contextOf(host, 'build')),
      ),
    );
  }

  /** Waits until no preparation runs any more. */
  async settled(): Promise<void> {
    await this.#done;
  }

  /** Removes what no copy has used. Waits for running preparations. */
  async discard(): Promise<void> {
    if (!this.#done) return;
    await this.#done;
    const { fck } = this.#session;
    const session = this.#session.withoutInterruption();
    const [distributor] = fck.distributors.entries();
    await onEach(this.#hosts, fck.parallel, async (host) =>
      distributor?.value.discard?.(session.contextOf(host, 'build')),
    );
  }
}

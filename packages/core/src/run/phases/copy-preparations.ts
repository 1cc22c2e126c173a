import type { Host } from '../../api/host.js';
import { withWork } from '../../attribution/attribution.js';
import { machineAddress } from '../../hosts/connections.js';
import { onEach } from '../../rollout.js';
import type { Session } from '../session.js';

/**
 * Has hosts make ready for the copy of a build while it is made elsewhere. It begins once it is clear that there will be a
 * new one. What fails here is no failure: the copy then does all of its work itself.
 */
export class CopyPreparations {
  readonly #session: Session;
  readonly #hosts: readonly Host[];
  #done: Promise<unknown> | undefined;

  /** @param hosts those that will get copies; a machine that makes a build itself is left out, and each is made ready once */
  constructor(session: Session, hosts: readonly Host[], makers: readonly Host[]) {
    const making = new Set(makers.map(machineAddress));
    const machines = new Map(hosts.map((host) => [machineAddress(host), host]));
    this.#session = session;
    this.#hosts = [...machines].filter(([machine]) => !making.has(machine)).map(([, host]) => host);
  }

  /** A build is being made. */
  begin(): void {
    const { fck, options } = this.#session;
    const [distributor] = fck.distributors.entries();
    if (this.#done || options.dryRun || !distributor) return;
    // It may outlive the work that begins it.
    this.#done = withWork(undefined, () =>
      onEach(this.#hosts, fck.parallel, async (host) =>
        distributor.value.prepare?.(this.#session.contextOf(host, 'build')),
      ),
    );
  }

  /** Nothing is at work any more. */
  async settled(): Promise<void> {
    await this.#done;
  }
}

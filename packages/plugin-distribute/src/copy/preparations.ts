import { randomUUID } from 'node:crypto';
import { buildsOn, type Host, type HostContext } from '@fck/core';
import { discardProgram, prepareProgram } from './prepare-program.js';

/** What hosts have prepared for copies that are still to come. */
export class Preparations {
  readonly #tokens = new Map<string, string>();

  /** Does what a copy to the host needs only its newest build for. */
  async prepare({ host, remote, paths }: HostContext): Promise<void> {
    const [base] = await buildsOn(remote, paths);
    if (!base) return;
    const token = randomUUID();
    this.#tokens.set(machineOf(host), token);
    const program = prepareProgram(paths, base, token);
    await remote.run(program, { title: 'prepare a copy', bookkeeping: true });
  }

  /** The token of the host's preparation, for the one copy that uses it. */
  take({ host }: HostContext): string | undefined {
    const key = machineOf(host);
    const token = this.#tokens.get(key);
    this.#tokens.delete(key);
    return token;
  }

  /** Removes what no copy has used. */
  async discard(context: HostContext): Promise<void> {
    if (this.take(context) === undefined) return;
    const { remote, paths } = context;
    await remote.run(discardProgram(paths), {
      title: 'remove what a copy would have used',
      bookkeeping: true,
    });
  }
}

/** Hosts of several roles may be one machine, which prepares once. */
function machineOf({ transport, address, ssh }: Host): string {
  return `${transport} ${address} ${ssh.port ?? ''}`;
}

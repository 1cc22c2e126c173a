import type { Fck } from '../api/container.js';
import type { Host } from '../api/host.js';
import { Redactor } from '../command/redact.js';
import { type Connect, Machine } from '../remote/machine.js';

/** The container, for code that connects to hosts. */
export interface ConnectedFck extends Fck {
  readonly connections: Connections;
}

/** The machines of a run, each connected once, for all of its roles. */
export class Connections {
  readonly redactor = new Redactor();
  readonly #machines = new Map<string, Machine>();
  readonly #connect: Connect;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  machineOf(host: Host): Machine {
    const key = machineKey(host);
    const machine = this.#machines.get(key) ?? new Machine(host, this.#connect, this.redactor);
    this.#machines.set(key, machine);
    return machine;
  }

  async close(): Promise<void> {
    const machines = [...this.#machines.values()];
    this.#machines.clear();
    await Promise.all(machines.map((machine) => machine.disconnect()));
  }
}

/** A host with the default port and one without a port are the same machine. */
const USUAL_PORT = 22;

/** Identifies a machine, regardless of the login user. */
export function machineAddress({ transport, address, ssh }: Host): string {
  return `${transport}:${address}:${ssh.port ?? USUAL_PORT}`;
}

/** Identifies one login on one machine. */
export function machineKey({ transport, user, address, ssh }: Host): string {
  return `${transport}:${user ?? ''}@${address}:${ssh.port ?? USUAL_PORT}`;
}

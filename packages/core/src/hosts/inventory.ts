import type { Role } from '../config/role.js';
import type { Fck } from '../fck.js';
import type { Host } from './host.js';

/** The hosts of roles: those that the config names, and those that providers know. Asked once a role, until it is forgotten. */
export class Inventory {
  readonly #known = new Map<string, Promise<readonly Host[]>>();
  readonly #fck: Fck;
  #only: Host | undefined;

  constructor(fck: Fck) {
    this.#fck = fck;
  }

  /** The one host that there is, if it is the only one. */
  get only(): Host | undefined {
    return this.#only;
  }

  /** From now on there is one host: neither the config nor a provider is asked for others. */
  restrictTo(host: Host): void {
    this.#only = host;
  }

  async hostsOf(role: Role): Promise<readonly Host[]> {
    if (this.#only) return this.#only.role === role.name ? [this.#only] : [];
    const known = this.#known.get(role.name) ?? this.#ask(role);
    this.#known.set(role.name, known);
    return known;
  }

  /** After hosts were made or removed. */
  forget(): void {
    this.#known.clear();
  }

  async #ask(role: Role): Promise<readonly Host[]> {
    const fck = this.#fck;
    return fck.hooks.inventory.promise(role.hosts, {
      fck,
      project: fck.project,
      role,
      signal: new AbortController().signal,
      dryRun: false,
      progress: (text) => fck.emit({ type: 'note', level: 'info', text }),
      planned: () => undefined,
    });
  }
}

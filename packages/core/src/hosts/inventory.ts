import type { Fck } from '../api/container.js';
import type { Host } from '../api/host.js';
import type { Role } from '../api/role.js';
import type { Run } from '../api/run.js';
import { nameErrors } from '../errors/name.js';
import { ADDRESS_RULE, hostFlaws } from '../names/host-address.js';
import { parseJump } from '../names/jump.js';

/**
 * The hosts of roles: those in the config, and those that providers know. Each role is looked up once, until the cache
 * is cleared.
 */
export class Inventory {
  readonly #known = new Map<string, Promise<readonly Host[]>>();
  readonly #fck: Fck;
  readonly #looks: Run;

  /** @param looks what providers get as the run: hosts are looked up in runs and outside of them */
  constructor(fck: Fck, looks: Run) {
    this.#fck = fck;
    this.#looks = looks;
  }

  /** The host that a plugin names as the only one. */
  async only(): Promise<Host | undefined> {
    const host = await this.#fck.hooks.onlyHost.promise(this.#fck.project);
    if (host) checkHost(host, host.role);
    return host;
  }

  async hostsOf(role: Role): Promise<readonly Host[]> {
    const only = await this.only();
    if (only) return only.role === role.name ? [only] : [];
    const known = this.#known.get(role.name) ?? this.#ask(role);
    this.#known.set(role.name, known);
    return known;
  }

  /** Call after hosts were made or removed. */
  forget(): void {
    this.#known.clear();
  }

  async #ask(role: Role): Promise<readonly Host[]> {
    const fck = this.#fck;
    const hosts = await fck.hooks.inventory.promise(role.hosts, {
      fck,
      run: this.#looks,
      project: fck.project,
      role,
      signal: new AbortController().signal,
      dryRun: false,
      progress: (text) => fck.emit({ type: 'note', level: 'info', text }),
      planned: () => undefined,
    });
    for (const host of hosts) checkHost(host, role.name);
    // A provider knows how to connect to its hosts, but not whether their sudo asks for a password.
    const { sudoPassword } = role.hostDefaults;
    return sudoPassword
      ? hosts.map((host) => ({ ...host, sudoPassword: host.sudoPassword ?? sudoPassword }))
      : hosts;
  }
}

/**
 * Hosts in the configuration were checked there. Hosts of providers come from files, clouds and other services.
 *
 * @throws FckError `HOST_INVALID`
 */
function checkHost(host: Host, role: string): void {
  const flaws = hostFlaws({ ...host, name: host?.name ?? '' });
  if (flaws.length > 0)
    throw nameErrors.host(
      role,
      host?.provider,
      flaws.map(
        ({ part, value, rule }) => `its ${part} ${JSON.stringify(value) ?? 'is missing and'} ${rule}`,
      ),
    );
  // `ssh -J` puts it into a command too.
  const jump = host.ssh?.jump;
  if (jump !== undefined && jump !== 'none' && 'wrong' in parseJump(jump))
    throw nameErrors.host(role, host.provider, [`its jump host ${JSON.stringify(jump)} ${ADDRESS_RULE}`]);
}

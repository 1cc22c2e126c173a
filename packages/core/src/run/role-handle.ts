import type { Role } from '../config/role.js';
import type { Fck } from '../fck.js';
import type { Host } from '../hosts/host.js';
import type { RunSummary } from './summary.js';

/**
 * A role with its verbs, for programs. Each verb takes the hosts it is for; without any, it is for all of the role.
 *
 * @example
 * const fck = await createFck({ cwd });
 * const web = fck.role('web');
 * const [host] = await web.hosts();
 * await web.provision(host);
 * await web.build(host);
 * await web.activate(host);
 */
export class RoleHandle {
  readonly name: string;
  readonly #fck: Fck;
  readonly #role: Role;

  constructor(fck: Fck, role: Role) {
    this.#fck = fck;
    this.#role = role;
    this.name = role.name;
  }

  hosts(): Promise<readonly Host[]> {
    return this.#fck.hostsOf(this.#role);
  }

  create(): Promise<RunSummary> {
    return this.#run('create', []);
  }

  provision(...hosts: readonly (Host | undefined)[]): Promise<RunSummary> {
    return this.#run('provision', hosts);
  }

  build(...hosts: readonly (Host | undefined)[]): Promise<RunSummary> {
    return this.#run('build', hosts);
  }

  activate(...hosts: readonly (Host | undefined)[]): Promise<RunSummary> {
    return this.#run('activate', hosts);
  }

  /** The build that served well before serves again. */
  rollback(...hosts: readonly (Host | undefined)[]): Promise<RunSummary> {
    return this.#run('rollback', hosts);
  }

  deactivate(...hosts: readonly (Host | undefined)[]): Promise<RunSummary> {
    return this.#run('deactivate', hosts);
  }

  /** A host of `undefined` is what `const [host] = await web.hosts()` gives for a role without hosts: the run says so. */
  #run(task: string, hosts: readonly (Host | undefined)[]): Promise<RunSummary> {
    const names = hosts.flatMap((host) => (host ? [host.name] : []));
    return this.#fck.run([task], { roles: [this.name], hosts: names });
  }
}

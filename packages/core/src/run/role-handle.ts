import type { Fck } from '../api/container.js';
import type { Host } from '../api/host.js';
import type { Role } from '../api/role.js';
import type { RunSummary } from '../api/summary.js';
import { callErrors } from '../errors/call.js';
import { inWords } from '../errors/found-in-words.js';
import { here, isHost } from '../hosts/check-selection.js';

/** A host, or a list of hosts, as {@link RoleHandle.hosts} gives them. `undefined` and an empty list are refused when the program runs. */
export type HostChoice = Host | readonly Host[] | undefined;

/** At least one host: without any, it is unclear which hosts are meant. */
export type HostChoices = readonly [HostChoice, ...HostChoice[]];

/**
 * A role with its verbs, for programs. Each verb takes the hosts that it works on, as arguments or as lists; for all of the role:
 * `await web.build(await web.hosts())`. Without a host, a verb throws `SELECTION_EMPTY`, and `CALL_INVALID` for what is no host.
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

  /** The hosts of the role, including those of providers. */
  async hosts(...nothing: readonly never[]): Promise<readonly Host[]> {
    this.#refuse('hosts', nothing);
    return this.#fck.hostsOf(this.#role);
  }

  /**
   * Makes the hosts that the configuration requests from providers. Takes no arguments: the configuration describes the
   * hosts.
   */
  async create(...nothing: readonly never[]): Promise<RunSummary> {
    this.#refuse('create', nothing);
    return this.#fck.run(['create'], { roles: [this.name] });
  }

  provision(...hosts: HostChoices): Promise<RunSummary> {
    return this.#run('provision', hosts);
  }

  build(...hosts: HostChoices): Promise<RunSummary> {
    return this.#run('build', hosts);
  }

  activate(...hosts: HostChoices): Promise<RunSummary> {
    return this.#run('activate', hosts);
  }

  /** Replaces the running instances by new ones of the same build. */
  restart(...hosts: HostChoices): Promise<RunSummary> {
    return this.#run('restart', hosts);
  }

  /** Makes the build that served well before serve again. */
  rollback(...hosts: HostChoices): Promise<RunSummary> {
    return this.#run('rollback', hosts);
  }

  deactivate(...hosts: HostChoices): Promise<RunSummary> {
    return this.#run('deactivate', hosts);
  }

  async #run(task: string, choices: readonly unknown[]): Promise<RunSummary> {
    return this.#fck.run([task], { roles: [this.name], hosts: this.#namesIn(task, choices) });
  }

  #namesIn(task: string, choices: readonly unknown[]): string[] {
    const call = this.#call(task);
    const given = choices.flat();
    const missing =
      choices.length === 0
        ? 'without a host'
        : given.length === 0
          ? 'with an empty list of hosts'
          : undefined;
    const found = missing ?? (given.includes(undefined) ? 'with undefined instead of a host' : undefined);
    if (found !== undefined)
      throw callErrors.noSelection(
        call,
        `was called ${found}`,
        `Name the hosts. For all that the role has: role.${task}(await role.hosts()).`,
        here(),
      );
    return given.map((host) => {
      if (isHost(host)) return host.name;
      throw callErrors.argument(
        call,
        `takes hosts, not ${inWords(host)}`,
        'role.hosts() gives them.',
        here(),
      );
    });
  }

  #refuse(verb: string, given: readonly unknown[]): void {
    if (given.length === 0) return;
    const hint =
      verb === 'create'
        ? 'What its hosts are like is said in the configuration: in the section of the provider, such as `aws:` or `sandbox:`.'
        : undefined;
    throw callErrors.argument(
      this.#call(verb),
      `takes no arguments, but was given ${inWords(given[0])}`,
      hint,
      here(),
    );
  }

  #call(verb: string): string {
    return `${verb}() of the role "${this.name}"`;
  }
}

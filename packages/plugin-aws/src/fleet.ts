import { type Account, accountKey, accountOf } from '@fck/aws-account';
import type { Fck, Host, Role, Section } from '@fck/core';
import { Clients } from './account/clients.js';
import type { AwsRole } from './config/sections.js';
import { hostOfInstance } from './hosts/host-of-instance.js';
import { describeInstances, ofProject } from './instances/describe.js';
import type { Instance } from './instances/instance.js';
import { RoleRecord } from './instances/role-record.js';
import { TAGS } from './instances/tags.js';

/** Milliseconds for which an answer is reused, for roles that ask for their hosts at about the same time. */
const FRESH = 2_000;

/** A role with instances on EC2. */
export interface AwsRoleOf {
  readonly role: Role;
  readonly settings: AwsRole;
  readonly account: Account;
  readonly clients: Clients;
}

/** The roles of a project that have instances on EC2, and the instances as AWS describes them. */
export class Fleet {
  readonly fck: Fck;
  readonly #section: Section<AwsRole>;
  readonly #clients = new Map<string, Clients>();
  readonly #answers = new Map<Clients, { at: number; instances: Promise<readonly Instance[]> }>();

  constructor(fck: Fck, section: Section<AwsRole>) {
    this.fck = fck;
    this.#section = section;
  }

  /** The role on EC2; undefined if it has no `aws:` section, or lists its hosts itself. */
  of(role: Role): AwsRoleOf | undefined {
    const settings = this.#section.of(role);
    if (!settings || role.hosts.length > 0) return undefined;
    const account = accountOf(this.fck.project, settings);
    return { role, settings, account, clients: this.#clientsOf(account) };
  }

  roles(): readonly AwsRoleOf[] {
    return this.fck.project.roles.flatMap((role) => this.of(role) ?? []);
  }

  /** All instances of a role, including terminated ones while AWS still shows them. One request is enough for all roles of an account. */
  async instancesOf({ role, clients }: AwsRoleOf): Promise<readonly Instance[]> {
    const known = this.#answers.get(clients);
    const answer =
      known && Date.now() - known.at < FRESH
        ? known
        : {
            at: Date.now(),
            instances: describeInstances(clients, ofProject(this.fck.project.name, this.#rolesIn(clients))),
          };
    this.#answers.set(clients, answer);
    return (await answer.instances).filter(({ tags }) => tags.get(TAGS.role) === role.name);
  }

  /** The role's running instances, as hosts. */
  async hostsOf(of: AwsRoleOf): Promise<readonly Host[]> {
    const { role, settings, account } = of;
    const instances = await this.instancesOf(of);
    const up = instances.filter(({ state }) => state === 'running' || state === 'pending');
    if (up.length === 0) return [];
    const record = await RoleRecord.of(this.fck.project, role.name);
    return up
      .flatMap((instance) => hostOfInstance(role, instance, settings, record, account) ?? [])
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  }

  /** Forgets answers; called after instances were created, changed or terminated. */
  forget(): void {
    this.#answers.clear();
    this.fck.forgetHosts();
  }

  #rolesIn(clients: Clients): readonly string[] {
    return this.roles()
      .filter((other) => other.clients === clients)
      .map(({ role }) => role.name);
  }

  #clientsOf(account: Account): Clients {
    const key = accountKey(account);
    const clients = this.#clients.get(key) ?? new Clients(account);
    this.#clients.set(key, clients);
    return clients;
  }
}

import type { Host, HostContext, HostStateData, Project, Role, Run } from '@fck/core';
import { FckContainer } from '@fck/core/host';
import type { FakeRemoteOptions } from './fake-machine.js';
import { fakeProject, fakeRole, type SectionValues } from './fake-project.js';
import { type FakeRemote, fakeRemote } from './fake-remote.js';
import { fakeOnce, fakeRun } from './fake-run.js';
import { FakeState } from './fake-state.js';

/** What a tap gets in a test. Everything has a default. */
export interface FakeContextOptions extends FakeRemoteOptions {
  /** The host, instead of one made of the other options. */
  readonly remote?: FakeRemote | undefined;
  /** The role's sections: `{ 'provision.redis': { port: 6379 } }`. */
  readonly values?: SectionValues | undefined;
  /** The project's sections: `{ repos: … }`. */
  readonly projectValues?: SectionValues | undefined;
  readonly role?: Partial<Role> | undefined;
  readonly project?: Partial<Project> | undefined;
  /** The run. Default: a deploy of this host. */
  readonly run?: Run | undefined;
  readonly state?: Partial<HostStateData> | undefined;
  /** The container, for code that looks something up in registries. Its project is replaced. */
  readonly fck?: FckContainer | undefined;
  /** Remotes of other hosts, by the host's name. */
  readonly others?: Readonly<Record<string, FakeRemote>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A {@link HostContext} over a {@link FakeRemote}, with everything that was shown to the user. */
export interface FakeHostContext extends HostContext {
  readonly remote: FakeRemote;
  readonly state: FakeState;
  /** Names of the started steps, in order. */
  readonly steps: readonly string[];
  readonly notes: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * Makes the context of a tap that works on one host.
 *
 * @example
 * const context = fakeHostContext({ values: { 'activate.nginx': { listen: 80 } }, answers: [['nginx -t', true]] });
 */
export function fakeHostContext(options: FakeContextOptions = {}): FakeHostContext {
  const remote = options.remote ?? fakeRemote(options);
  const given = fakeRole(options.values, { name: remote.host.role, hosts: [remote.host], ...options.role });
  const others = options.others ?? {};
  const fck = options.fck ?? new FckContainer();
  fck.project = { ...fakeProject([given], options.projectValues), ...options.project };
  // Read-only, as in a run.
  const { project } = fck;
  const role = project.roles.find(({ name }) => name === given.name) ?? given;
  const steps: string[] = [];
  const notes: string[] = [];
  const warnings: string[] = [];
  const context: FakeHostContext = {
    fck,
    run: options.run ?? fakeRun({ hosts: new Map([[role.name, [remote.host]]]) }),
    project,
    role,
    host: remote.host,
    remote,
    paths: project.paths,
    signal: options.signal ?? new AbortController().signal,
    dryRun: remote.dryRun,
    state: new FakeState(options.state),
    steps,
    notes,
    warnings,
    step: async (name, work) => {
      steps.push(name);
      return work();
    },
    once: fakeOnce(() => context),
    note: (text) => notes.push(text),
    warn: (text) => warnings.push(text),
    remoteOf: (host) => remoteAmong(host, remote, others),
    hostsOf: async (name) =>
      [remote, ...Object.values(others)].map(({ host }) => host).filter((host) => host.role === name),
  };
  return context;
}

function remoteAmong(host: Host, own: FakeRemote, others: Readonly<Record<string, FakeRemote>>): FakeRemote {
  const found = host.name === own.host.name ? own : others[host.name];
  if (!found) throw new Error(`No fake host is named "${host.name}"; give it with \`others\`.`);
  return found;
}

import type { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncHook } from 'tapable';
import type { ConfigProblem } from '../errors/config.js';
import type { AdoptableMachine } from './adoptable-machine.js';
import type { Build } from './build.js';
import type {
  ActivationContext,
  BuildContext,
  BuildSealedContext,
  DestroyContext,
  HostContext,
  PostBuildContext,
  ProviderContext,
  ProvisionContext,
} from './contexts.js';
import type { FckEvent } from './events.js';
import type { Host } from './host.js';
import type { Project } from './project.js';
import type { Run } from './run.js';
import type { RunSummary } from './summary.js';
import type { Transport } from './transport.js';

/** Collects problems before any host is touched; all of them are shown at once. */
export interface Validation {
  readonly project: Project;
  report(problem: ConfigProblem): void;
}

/**
 * The hooks of a run. The error of a tap gets the names of its plugin, hook and host. A promise that a tap returns is
 * awaited, however the hook was tapped.
 */
export interface CoreHooks {
  /**
   * The configuration was read and plugins are applied: presets and defaults are filled in.
   *
   * @fires once, when the configuration is loaded
   * @returns the configuration to use
   * @example
   * fck.hooks.config.tap('defaults', (config) => ({ keep_builds: 3, ...config }));
   */
  readonly config: AsyncSeriesWaterfallHook<[Record<string, unknown>]>;
  /**
   * Checks that a schema cannot express. All reports are shown at once, before any host is touched. Commands that only show
   * something do not call it.
   *
   * @fires once a run, at its start
   * @core unknown tools
   * @example
   * fck.hooks.validate.tap('shop', ({ project, report }) => {
   *   if (project.roles.length > 9) report({ message: 'Too many roles.' });
   * });
   */
  readonly validate: AsyncSeriesHook<[Validation]>;
  /**
   * Names the machine that fck runs on, for a machine that deploys to itself: it is the only host then. No provider is asked, and
   * builders fetch the build that is active elsewhere.
   *
   * @fires whenever hosts are asked for
   * @returns the machine that fck runs on; undefined to ask for all hosts
   * @example
   * fck.hooks.onlyHost.tap('self', ({ roles: [role] }) =>
   *   role && hostIn(role, { name: 'me', address: 'local', transport: 'local' }, 'self'),
   * );
   */
  readonly onlyHost: AsyncSeriesBailHook<[Project], Host | undefined>;
  /**
   * A provider adds the hosts of a role that it knows.
   *
   * @fires once a role, when its hosts are first asked for
   * @returns all hosts of the role so far
   * @example
   * fck.hooks.inventory.tapPromise('cloud', async (hosts, { role }) => [...hosts, ...(await find(role))]);
   */
  readonly inventory: AsyncSeriesWaterfallHook<[readonly Host[], ProviderContext]>;
  /**
   * A provider creates the missing hosts of a role.
   *
   * @fires once a role, in the task `create`
   * @returns all hosts of the role; undefined if the role belongs to another provider
   * @example
   * fck.hooks.create.tapPromise('cloud', async ({ role }) => ownsRole(role) ? make(role) : undefined);
   */
  readonly create: AsyncSeriesBailHook<[ProviderContext], readonly Host[] | undefined>;
  /**
   * A provider removes hosts of a role: those of `hosts`, and no others.
   *
   * @fires once a role, where hosts are destroyed
   * @returns the names of the removed hosts; undefined if the role belongs to another provider
   * @example
   * fck.hooks.destroy.tapPromise('cloud', async ({ role, hosts }) => ownsRole(role) ? remove(hosts) : undefined);
   */
  readonly destroy: AsyncSeriesBailHook<[DestroyContext], readonly string[] | undefined>;
  /**
   * A provider finds machines that fabcloudkit made for a role and that are not hosts yet. It only looks.
   *
   * @fires once a role, in `fck adopt`
   * @returns all such machines of the role so far
   * @example
   * fck.hooks.adopt.tapPromise('cloud', async (machines, { role }) => [...machines, ...(await findOld(role))]);
   */
  readonly adopt: AsyncSeriesWaterfallHook<[readonly AdoptableMachine[], ProviderContext]>;
  /**
   * Connects to a host. Core provides `local`, the plugin `ssh` (`@fck/plugin-ssh`) provides `ssh`, and other plugins their own
   * transports.
   *
   * @fires once a host, when something is first done there
   * @returns a Transport; undefined if the host uses another transport
   * @core `local`
   * @example
   * fck.hooks.connect.tapPromise('docker', async (host) => host.transport === 'docker' ? openDocker(host) : undefined);
   */
  readonly connect: AsyncSeriesBailHook<[Host, ConnectContext], Transport | undefined>;
  /**
   * Declares what must be true of a host, as steps that core checks and applies, and the tools it needs.
   *
   * @fires once a host, in the task `provision`
   * @core `provision: tools:`
   * @example
   * fck.hooks.provision.tap('motd', ({ declare }) => declare({
   *   name: 'a greeting',
   *   check: async (remote) => (await remote.read('/etc/motd')) === text,
   *   apply: (remote) => remote.as('root').write('/etc/motd', text),
   * }));
   */
  readonly provision: AsyncSeriesHook<[ProvisionContext]>;
  /**
   * Makes or fetches a build. Core calls the builder that the role names below `build:`. Register a builder instead of tapping, unless
   * the tap is for all roles.
   *
   * @fires once a host that builds, in the task `build`
   * @returns the Build; undefined to leave it to the next tap
   * @core calls the role's builder, then seals
   * @example
   * fck.hooks.build.tapPromise('cache', async (context) => fromCache(context));
   */
  readonly build: AsyncSeriesBailHook<[BuildContext], Build | undefined>;
  /**
   * Works on a finished build before it is sealed. Changes to its files go through `context.modify`.
   *
   * @fires once a host that has a new build
   * @example
   * fck.hooks.postBuild.tapPromise('assets', ({ modify, remote, buildPath }) =>
   *   modify(() => remote.run(sh`make -C ${buildPath} assets`)),
   * );
   */
  readonly postBuild: AsyncSeriesHook<[PostBuildContext]>;
  /**
   * A build is finished and sealed: a tap may test, copy or announce it, but no longer change it.
   *
   * @fires once a host that has a new build
   * @example
   * fck.hooks.buildSealed.tapPromise('archive', ({ build, remote, buildPath }) => archive(remote, buildPath, build));
   */
  readonly buildSealed: AsyncSeriesHook<[BuildSealedContext]>;
  /**
   * Makes a build serve, in one transaction over all hosts: a tap prepares at once and registers what to switch, verify and finish.
   * Before each action it records how to undo it.
   *
   * @fires once a host that has something to do, in the tasks `activate`, `restart` and `rollback`
   * @core services, reverse proxy, state
   * @example
   * fck.hooks.activate.tapPromise('cdn', async ({ finish, build }) => {
   *   finish('purge the CDN', () => purge(build.name));
   * });
   */
  readonly activate: AsyncSeriesHook<[ActivationContext]>;
  /**
   * Takes down what a role serves on a host.
   *
   * @fires once a host, where a role is deactivated
   * @core reverse proxy, then services
   * @example
   * fck.hooks.deactivate.tapPromise('cdn', async ({ host }) => unlist(host));
   */
  readonly deactivate: AsyncSeriesHook<[HostContext]>;
  /**
   * The run has ended, successfully or not: for notifiers.
   *
   * @fires once a run, at its end
   * @example
   * fck.hooks.done.tapPromise('chat', async ({ ok }, { reason }) => post(`${reason} ${ok ? 'succeeded' : 'failed'}`));
   */
  readonly done: AsyncSeriesHook<[RunSummary, Run]>;
  /**
   * Every event, when it happens: for reporters. A tap must not throw or take long. Secrets are removed.
   *
   * @fires all the time
   * @example
   * fck.hooks.event.tap('log', (event) => stream.write(JSON.stringify(event)));
   */
  readonly event: SyncHook<[FckEvent]>;
}

/**
 * All hooks: those of core, and those of phases that plugins register. The plugin that registers a phase adds its hook by module
 * augmentation.
 *
 * @example
 * declare module '@fck/core' {
 *   interface Hooks {
 *     readonly migrate: PhaseHook;
 *   }
 * }
 */
export interface Hooks extends CoreHooks {}

/** The context in which a transport connects. */
export interface ConnectContext {
  readonly project: Project;
  readonly signal: AbortSignal;
  note(text: string): void;
}

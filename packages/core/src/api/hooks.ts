import type { AsyncSeriesBailHook, AsyncSeriesHook, AsyncSeriesWaterfallHook, SyncHook } from 'tapable';
import type { ConfigProblem } from '../errors/config.js';
import type { AdoptableMachine } from './adoptable-machine.js';
import type { Build } from './build.js';
import type {
  ActivationContext,
  BuildContext,
  BuiltContext,
  DestroyContext,
  HostContext,
  PostBuildContext,
  ProviderContext,
  ProvisionContext,
} from './contexts.js';
import type { FckEvent } from './events.js';
import type { Host } from './host.js';
import type { Project } from './project.js';
import type { RunSummary } from './summary.js';
import type { Transport } from './transport.js';

/** Collects what is wrong before any host is touched; all of it is shown at once. */
export interface Validation {
  readonly project: Project;
  report(problem: ConfigProblem): void;
}

/**
 * The moments in the life of a run. A tap's failure is stamped with its plugin, its hook and its host; a tap that returns
 * a promise is awaited however it was tapped.
 */
export interface Hooks {
  /** Once, after the config file was read: presets and defaults. Gives the raw config. */
  readonly config: AsyncSeriesWaterfallHook<[Record<string, unknown>]>;
  /** At the start of a run, before any host is touched. Commands that only show something do not ask it. */
  readonly validate: AsyncSeriesHook<[Validation]>;
  /**
   * Whenever hosts are asked for, before providers are: a plugin by which a machine deploys to itself answers with that machine. Then it
   * is the only host, no provider is asked, and builders bring the build that is active elsewhere, not one that is merely newer.
   */
  readonly onlyHost: AsyncSeriesBailHook<[Project], Host | undefined>;
  /** Once a run, for each role: providers add the hosts that they know of. */
  readonly inventory: AsyncSeriesWaterfallHook<[readonly Host[], ProviderContext]>;
  /** A provider that owns the role makes the hosts it lacks and returns all of them. */
  readonly create: AsyncSeriesBailHook<[ProviderContext], readonly Host[] | undefined>;
  /** A provider that owns the role removes its hosts and returns their names. */
  readonly destroy: AsyncSeriesBailHook<[DestroyContext], readonly string[] | undefined>;
  /** For `fck adopt`, for each role: providers add machines that fabcloudkit made and that are no hosts yet. Looks only. */
  readonly adopt: AsyncSeriesWaterfallHook<[readonly AdoptableMachine[], ProviderContext]>;
  /** The first verb on a host: opens a transport. */
  readonly connect: AsyncSeriesBailHook<[Host, ConnectContext], Transport | undefined>;
  /** Per host: taps declare steps. */
  readonly provision: AsyncSeriesHook<[ProvisionContext]>;
  /** Per host that builds. Core's tap hands on to the role's builder. */
  readonly build: AsyncSeriesBailHook<[BuildContext], Build | undefined>;
  /** Per host, on a build that is not sealed yet. */
  readonly postBuild: AsyncSeriesHook<[PostBuildContext]>;
  /** Per host, when a build is finished and sealed: its files must not be changed any more. */
  readonly built: AsyncSeriesHook<[BuiltContext]>;
  readonly activate: AsyncSeriesHook<[ActivationContext]>;
  readonly deactivate: AsyncSeriesHook<[HostContext]>;
  /** Always last, whatever failed. */
  readonly done: AsyncSeriesHook<[RunSummary]>;
  /** All that happens, as it happens. Must not throw, and not take long. */
  readonly event: SyncHook<[FckEvent]>;
}

/** What a transport needs to know of its surroundings. */
export interface ConnectContext {
  readonly project: Project;
  readonly signal: AbortSignal;
  note(text: string): void;
}

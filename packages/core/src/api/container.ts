import type { Command } from '../command/command.js';
import type { Secret } from '../command/secret.js';
import type { ActivationPart } from './activation-part.js';
import type { BuildDetails } from './build-details.js';
import type { BuildDiff } from './build-diff.js';
import type { BuildsOfHost } from './builds.js';
import type { Builder, Distributor, UndoStep } from './contexts.js';
import type { CoreSections } from './core-sections.js';
import type { VariableRow } from './environment.js';
import type { FckEventDraft } from './events.js';
import type { ExecFollower, ExecResult } from './exec.js';
import type { ExposedApi, ExposedApis } from './exposed-apis.js';
import type { Hooks } from './hooks.js';
import type { Host } from './host.js';
import type { ObjectStore } from './object-store.js';
import type { Phase } from './phase.js';
import type { LoadedPlugin } from './plugin.js';
import type { Project } from './project.js';
import type { CommandRegistry, ConfiguredRegistry, Registry, TaskRegistry } from './registry.js';
import type { ReverseProxy } from './reverse-proxy.js';
import type { Role } from './role.js';
import type { RunTasksOptions } from './run-options.js';
import type { SecretSource } from './secret-source.js';
import type { Section, SectionDefinition } from './section.js';
import type { Selection } from './selection.js';
import type { ProcessManager, ServiceKind } from './service.js';
import type { Sources } from './sources.js';
import type { OutputOf, StandardSchema } from './standard-schema.js';
import type { StatusRow } from './status.js';
import type { RunSummary } from './summary.js';
import type { Templates } from './template.js';
import type { Tool } from './tool.js';
import type { VerifyRow } from './verify.js';

/**
 * The container, as plugins see it: hooks for the moments of a run, registries for the things that the configuration names. A plugin
 * receives it once, before anything is connected, and registers and taps.
 */
export interface Fck {
  readonly hooks: Hooks;

  /** What `provision: tools:` names. */
  readonly tools: Registry<Tool>;
  /** The keys below `build:`. */
  readonly builders: ConfiguredRegistry<Builder>;
  /** The keys below `activate:` that run a service. */
  readonly services: ConfiguredRegistry<ServiceKind>;
  /** The keys below `activate:` that configure a reverse proxy. */
  readonly proxies: ConfiguredRegistry<ReverseProxy>;
  readonly processManagers: Registry<ProcessManager>;
  /** What activations set up beside services and sites: schedules. */
  readonly activationParts: Registry<ActivationPart>;
  readonly sources: Registry<Sources>;
  readonly distributors: Registry<Distributor>;
  /** What `copy_from: {via: …}` names. */
  readonly objectStores: Registry<ObjectStore>;
  /** What `!secret SOURCE REFERENCE` names. */
  readonly secretSources: Registry<SecretSource>;
  readonly undoSteps: Registry<UndoStep>;
  /** Texts that plugins write onto hosts, and that other plugins may override. */
  readonly templates: Templates;
  /** What `fck run NAME` runs. */
  readonly tasks: TaskRegistry;
  /** Places in a run, each with a hook that plugins tap, and a task of its name. */
  readonly phases: Registry<Phase>;
  /** Verbs, and groups of verbs, that plugins add to the command line. */
  readonly commands: CommandRegistry;

  /**
   * Registers a key of the configuration and returns the way to read it.
   *
   * @throws FckError `NAME_TAKEN` if another plugin has registered the key, `REGISTERED_TOO_LATE`
   * @example
   * const redis = fck.section({ at: 'role.provision', name: 'redis', schema, about: 'Settings of the Redis server.' });
   * fck.hooks.provision.tap('redis', (ctx) => { const settings = redis.of(ctx.role); … });
   */
  section<S extends StandardSchema>(definition: SectionDefinition<S>): Section<OutputOf<S>>;
  /** Reads the keys of the configuration that core itself owns. */
  readonly coreSections: CoreSections;

  /**
   * Exposes an API to other plugins, which {@link Fck.use} it without importing this one. Its functions run as this plugin:
   * errors and time limits name it. Its type is declared in {@link ExposedApis}.
   *
   * @param api an object of functions and values
   * @throws FckError `NAME_TAKEN` if another plugin exposes the name, `CALL_INVALID`, `REGISTERED_TOO_LATE`
   * @example
   * fck.expose('audit', { record: (text) => entries.push(text) });
   */
  expose<Name extends keyof ExposedApis | (string & {})>(name: Name, api: ExposedApi<Name>): void;
  /**
   * The API that another plugin exposes. It may be called in `apply` before that plugin is applied: the members of the
   * API can be read as soon as it is exposed, in taps and tasks always.
   *
   * @throws FckError `NAME_UNKNOWN` if no plugin exposes it, with the plugin that would: when all plugins are applied.
   * `API_TOO_EARLY` if a member is read in `apply` before it is exposed
   * @example
   * const audit = fck.use('audit');
   * fck.hooks.done.tap('chat', ({ ok }) => audit.record(ok ? 'deployed' : 'failed'));
   */
  use<Name extends keyof ExposedApis | (string & {})>(name: Name): ExposedApi<Name>;
  /**
   * The API that another plugin exposes, or undefined if none does. For taps and tasks: in `apply`, it is not known which
   * plugins follow.
   *
   * @throws FckError `API_TOO_EARLY` in `apply`
   * @example
   * fck.hooks.done.tap('chat', () => fck.useIfExposed('audit')?.record('deployed'));
   */
  useIfExposed<Name extends keyof ExposedApis | (string & {})>(name: Name): ExposedApi<Name> | undefined;

  /** The plugins that are applied, in that order. */
  readonly plugins: readonly LoadedPlugin[];
  /**
   * The loaded configuration.
   *
   * @throws FckError `CONFIG_NOT_LOADED` before it is loaded
   */
  readonly project: Project;
  /** The number of hosts that are worked on at the same time. */
  readonly parallel: number;

  /**
   * A role of the configuration.
   *
   * @throws FckError `NAME_UNKNOWN` with the nearest known names
   */
  roleNamed(name: string): Role;
  /** All hosts of a role, those that providers know included. */
  hostsOf(role: Role): Promise<readonly Host[]>;
  /**
   * All hosts of the project, or those that a selection names.
   *
   * @throws FckError `CALL_INVALID` or `SELECTION_EMPTY` for a wrong selection, `NAME_UNKNOWN`
   */
  hosts(selection?: Selection): Promise<readonly Host[]>;
  /** The machine that fck runs on, if it deploys to itself and to no other: see {@link Hooks.onlyHost}. */
  onlyHost(): Promise<Host | undefined>;
  /** To be called after hosts were created or removed: the next look asks the providers again. */
  forgetHosts(): void;

  /**
   * Runs tasks by name, each after those that it depends on.
   *
   * @throws FckError `CALL_INVALID` or `SELECTION_EMPTY` for wrong options, or the failure that ended the run
   */
  run(tasks: readonly string[], options?: RunTasksOptions): Promise<RunSummary>;
  /** What each host serves. The row of a host that cannot be reached says why. */
  status(selection?: Selection): Promise<StatusRow[]>;
  /**
   * Whether each host has on its disk exactly what was built, and serves it: reads all files of the active build, or of the newest
   * where none is active. The row of a host that cannot be reached says why.
   */
  verify(selection?: Selection): Promise<VerifyRow[]>;
  /**
   * The variables that the configuration sets for services, by role and name, and the hosts that run with other values. It reads the
   * secrets among them, to compare them.
   */
  variables(selection?: Selection): Promise<VariableRow[]>;
  /**
   * What differs between two builds, on the first chosen host that has both. `before` and `after` are names of builds or their
   * numbers; default: the active build (where none is active, the newest but one), and the newest.
   *
   * @throws FckError `BUILD_UNKNOWN` if no chosen host has both
   */
  diff(
    builds: { readonly before?: string | undefined; readonly after?: string | undefined },
    selection?: Selection,
  ): Promise<BuildDiff>;
  /**
   * A build, by its name or number, from the first chosen host that has it.
   *
   * @throws FckError `BUILD_UNKNOWN` if no chosen host has it
   */
  build(wanted: string, selection?: Selection): Promise<BuildDetails>;
  /**
   * The SBOM of a build, by the build's name or number: the text of a CycloneDX document. It is the one in the build, with the hashes of
   * archives, which may differ from builder to builder.
   *
   * @throws FckError `BUILD_UNKNOWN` if no chosen host has the build
   */
  sbom(wanted: string, selection?: Selection): Promise<string>;
  /** The builds of each host, and their status. The entry of a host that cannot be reached says why. */
  builds(selection?: Selection): Promise<BuildsOfHost[]>;
  /**
   * Runs a command on each host, in parallel, and returns the results. It may change things.
   *
   * @param as the user that runs it. Default: the login user
   */
  exec(command: Command, selection?: Selection, follower?: ExecFollower, as?: string): Promise<ExecResult[]>;

  /**
   * Sends an event to all listeners, and to the journal of the run. Secrets are removed from it.
   *
   * @throws FckError `EVENT_TYPE` if the type is neither one of fck's nor begins with the plugin's name, `EVENT_SHAPE` if a field of
   * a plugin's event is not plain JSON
   */
  emit(event: FckEventDraft): void;
  /** From now on, the value of this secret is removed from everything that is shown or recorded. */
  addSecret(secret: Secret): void;
  /** A text without the secrets that are known so far. */
  redact(text: string): string;
}

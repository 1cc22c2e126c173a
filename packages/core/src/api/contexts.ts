import type { Arguments, ArgumentsOf } from './arguments.js';
import type { Build, BuildDraft, Recipe } from './build.js';
import type { Fck } from './container.js';
import type { TakeOver } from './foreign.js';
import type { Host } from './host.js';
import type { HostState } from './host-state.js';
import type { Paths } from './paths.js';
import type { Project } from './project.js';
import type { Remote } from './remote.js';
import type { Role } from './role.js';
import type { OnceOptions, Run } from './run.js';
import type { Selection } from './selection.js';
import type { OutputOf, StandardSchema } from './standard-schema.js';
import type { ProvisionStep } from './step.js';

/** The context of every tap that works on one host. */
export interface HostContext {
  readonly fck: Fck;
  /** The run that the work is part of. */
  readonly run: Run;
  readonly project: Project;
  readonly role: Role;
  readonly host: Host;
  readonly remote: Remote;
  readonly paths: Paths;
  /** Aborted when the user interrupts the run: long work should end early. */
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** The state of builds and services on this host. */
  readonly state: HostState;
  /** Runs a piece of work as one named row of the progress display, with its duration. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /**
   * Runs `work` on one host for all hosts of the role, once in a run: on the first chosen one, or on the one that `on` picks. Every host
   * whose tap calls it waits for the end, and fails with the same error if the work fails. `fck run --resume` does not repeat it once it
   * has succeeded. In a dry run it is called too, and its changes are planned.
   *
   * @param name of the work: of a plugin and a role, each name is done once
   * @param work uses the context that it is given, not that of the tap: it may be of another host
   * @throws FckError `ONCE_NO_HOST` if `on` picks none of the chosen hosts, or the failure of the work
   */
  once(name: string, work: (context: HostContext) => Promise<unknown>, options?: OnceOptions): Promise<void>;
  /** Tells the user something that is not an error. */
  note(text: string): void;
  warn(text: string): void;
  /** Another host of the project, connected when it is first used. */
  remoteOf(host: Host): Remote;
  /** The hosts of a role, including those that a provider knows. */
  hostsOf(role: string): Promise<readonly Host[]>;
}

/** Given to taps of `provision`. They declare steps; core checks and applies them. */
export interface ProvisionContext extends HostContext {
  /** Declares something that must be true of the host. */
  declare(step: ProvisionStep): void;
  /**
   * Declares that a tool of the catalogue is installed. A tool that is declared already is not declared again.
   *
   * @param key the key of the role that asks for it (`build: plan: interpreter:`), for messages. Default: `tools:`.
   */
  tool(name: string, key?: string): void;
  /**
   * The same context for steps and tools that are skipped if a condition is not met.
   *
   * @param condition must only look; it runs together with all checks, and again when checks are repeated
   */
  onlyIf(condition: () => Promise<boolean>): ProvisionContext;
}

/** Given to builders and to taps of `build`. */
export interface BuildContext extends HostContext {
  /** Number of the new build. */
  readonly number: number;
  /** Build even if nothing changed, and reuse nothing that was found or downloaded for an earlier build. */
  readonly force: boolean;
  /** The newest build of this role on this host that was not rolled back; undefined with `force`. */
  readonly previous: Build | undefined;
  /** Names of builds that were rolled back on any host of the project. No host gets one unless the user names it. */
  readonly rejected: ReadonlySet<string>;
  /**
   * The previous build, if its recipe is the same: then the builder returns it and makes nothing. Tells the user what
   * changed, or that nothing did.
   */
  unchanged(recipe: Recipe): Build | undefined;
  /** Names a build: `<project>_<00001>_<commit>`. */
  nameFor(commit: string): string;
  /** Copies a sealed build from another host, or from hosts that received it in this run. */
  copy(build: Build, from: Host): Promise<void>;
}

/** Given to taps of `buildSealed`: a sealed build on a host. */
export interface BuildSealedContext extends HostContext {
  readonly build: Build;
  readonly buildPath: string;
}

/** Given to taps of `postBuild`. */
export interface PostBuildContext extends BuildSealedContext {
  /** Runs work that changes the build's files. The build is writable meanwhile, and sealed again after all taps. */
  modify(work: () => Promise<unknown>): Promise<void>;
}

/**
 * Makes the builds of a role. Its name is a key below `build:`. Registered in `fck.builders`.
 *
 * - `made`: one host of the role makes the build in `paths.build(context.nameFor(commit))`; core seals it, records it and
 *   copies it to the role's other hosts. If nothing changed, the builder returns the result of `context.unchanged(recipe)`.
 * - `copied`: every host of the role gets a build that was made and sealed elsewhere.
 */
export type Builder<S extends StandardSchema = StandardSchema> = {
  readonly about: string;
  readonly schema: S;
  /**
   * Whether commands of the section get the environment of the project and the role: then an unset variable in that ends a run before
   * any host is touched. Default: no.
   */
  usesEnvironment?(section: OutputOf<S>): boolean;
  /** Roles that have to be built first. */
  dependsOn?(section: OutputOf<S>): readonly string[];
} & (
  | { readonly kind: 'made'; build(context: BuildContext, section: OutputOf<S>): Promise<BuildDraft | Build> }
  | { readonly kind: 'copied'; build(context: BuildContext, section: OutputOf<S>): Promise<Build> }
);

/** Copies sealed builds from host to host. Registered in `fck.distributors`; the first one is used. */
export interface Distributor {
  readonly about: string;
  /**
   * Prepares a host for a copy while the build is still being made. Optional work only: it may fail, and the build may
   * never arrive.
   */
  prepare?(context: HostContext): Promise<void>;
  /** Called after all builds on a host that was prepared: removes what no copy has used, such as after a failed build. */
  discard?(context: HostContext): Promise<void>;
  /**
   * Copies `build` from `from` to `context.host` without any difference, and verifies its checksum.
   *
   * @param sources the hosts that have the build, for a distributor that copies from several hosts
   */
  copy(context: HostContext, build: Build, from: Host, sources: BuildSources): Promise<void>;
}

/** The hosts from which a build can be copied. Their number grows as hosts receive it. */
export interface BuildSources {
  /**
   * Runs `work` with the source that has the fewest copies in progress, and reserves it meanwhile. Waits while all sources
   * are at their limit.
   *
   * @param maySourceBe filters the sources; the host that made the build is always allowed
   */
  lend<T>(maySourceBe: (host: Host) => boolean, work: (source: Host) => Promise<T>): Promise<T>;
}

/** Plain data that survives a crash: the argument of an undo handler. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Given to taps of `activate`. A tap *prepares* at once, and registers what comes later. All hosts prepare, then all
 * switch and verify, then all finish; a failure before the end of the switch undoes everything, last first.
 */
export interface ActivationContext extends HostContext {
  /** The build that is activated. */
  readonly build: Build;
  readonly buildPath: string;
  /** The build that serves now, and that this one replaces; undefined if none serves. */
  readonly previousBuild: Build | undefined;
  /** Foreign sites and programs that it replaces, as `fck adopt` found them. Undefined in any other activation. */
  readonly takesOver?: TakeOver | undefined;
  /**
   * Records how to undo the next action: the name of a handler in `fck.undoSteps` and plain data for it. Call it *before*
   * the action, and await it: then the entry is durable on the host, and another run can undo the action if this one is
   * killed. Concurrent calls are written together.
   */
  undo(step: string, data: Json): Promise<void>;
  /**
   * Makes the new build serve. Runs once every host is prepared.
   *
   * @param undoEntry how to undo it; called before the first switch of the host, and must only look. Record what is known
   * only during the work with {@link ActivationContext.undo}.
   */
  switch(name: string, work: () => Promise<unknown>, undoEntry?: () => Promise<UndoEntry>): void;
  /** Verifies through the reverse proxy that the new build serves. Must change nothing: it may run again later. */
  verify(name: string, work: () => Promise<unknown>): void;
  /** Work that may only happen once the new build serves everywhere. A failure is a warning, and undoes nothing. */
  finish(name: string, work: () => Promise<unknown>): void;
  /**
   * Removes the host from a load balancer or registry while it switches. Hosts in a rotation switch in waves of a quarter,
   * unless the role sets another size: the other hosts serve meanwhile.
   *
   * @param name the source of requests, as steps show it: `the target group web`
   */
  rotation(name: string, rotation: Rotation): void;
}

/** How a host leaves a load balancer or a service registry, and joins it again. */
export interface Rotation {
  /**
   * How to undo the leave; called before it, and must only look. Undoing restores the earlier state, also if the host was
   * not a member.
   *
   * @param wave the hosts that switch at the same time, this one among them: they may all be out at once
   */
  undoEntry(wave: readonly Host[]): Promise<UndoEntry>;
  /** Called before the first switch. Returns once new requests go to other hosts and running ones have ended. */
  leave(): Promise<unknown>;
  /** Called after the last verification: the host gets requests again. Throws if it is unhealthy. Tolerates a host that is a member. */
  join(): Promise<unknown>;
}

/** How to undo one action: the name of a handler in `fck.undoSteps` and plain data for it. */
export interface UndoEntry {
  readonly step: string;
  readonly data: Json;
}

/** How far an activation was when it is undone. */
export interface UndoCircumstances {
  /** Whether the switch had begun: the new build may have answered requests, which must be let finish. */
  readonly switched: boolean;
}

/**
 * Undoes one action of an activation. Registered in `fck.undoSteps`. It must tolerate running twice, and an action that
 * was not done yet. After a crash another process runs it, with nothing but the data.
 */
export type UndoStep = (context: HostContext, data: Json, circumstances: UndoCircumstances) => Promise<void>;

/** The context of providers: the role whose hosts they create or find. */
export interface ProviderContext {
  readonly fck: Fck;
  /** The run that the work is part of. In `inventory`, which is also asked outside of runs, its reason is always `look`. */
  readonly run: Run;
  readonly project: Project;
  readonly role: Role;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** Shows progress: `waiting for i-123 to run`. */
  progress(text: string): void;
  /** Adds to the plan of a dry run what would be done for a host: `make an instance`. */
  planned(host: string, what: string): void;
}

/** The context of a provider that removes hosts. */
export interface DestroyContext extends ProviderContext {
  /** The hosts of the role to remove: those that `-H` names, or all. The provider must remove no others. */
  readonly hosts: readonly Host[];
}

/** Given to a task. `A`: the arguments that it declares. */
export interface TaskContext<A extends Arguments = Arguments> {
  readonly fck: Fck;
  /** The run that the task is part of. */
  readonly run: Run;
  readonly project: Project;
  /** The hosts chosen with `-r` and `-H`; all hosts without these options. */
  readonly hosts: readonly Host[];
  readonly roles: readonly Role[];
  /** The selection by `-r` and `-H`. */
  readonly selection: Selection;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** The values of the arguments that the task declares: given ones, those of environment variables, and defaults. */
  readonly args: ArgumentsOf<A>;
  /**
   * Runs `work` on every chosen host, several at once. All hosts are tried; then it throws if any failed.
   *
   * @throws FckError `HOSTS_FAILED` naming the hosts and their errors.
   */
  eachHost(work: (context: HostContext) => Promise<unknown>): Promise<void>;
  note(text: string): void;
  warn(text: string): void;
}

/** Something that `fck run NAME` runs. The phases are tasks like any other. Registered in `fck.tasks`. */
export interface Task<A extends Arguments = Arguments> {
  readonly about: string;
  /** Tasks that run before it, once each. */
  readonly dependsOn?: readonly string[] | undefined;
  /** Tasks that it comes before, if the run has them. */
  readonly before?: readonly string[] | undefined;
  /** Tasks that it comes after, if the run has them. */
  readonly after?: readonly string[] | undefined;
  /** What it takes on the command line, as `--name value`. */
  readonly args?: A | undefined;
  /** True if it works on roles or on nothing, and gets no hosts. Otherwise it is an error to have none. */
  readonly withoutHosts?: boolean | undefined;
  /** With `withoutHosts`: true if it respects `selection`. Otherwise fck refuses a selection of hosts. */
  readonly keepsToSelection?: boolean | undefined;
  /**
   * The sections of roles whose values it sends to hosts. A secret in these sections, in the project or in the connection settings
   * that cannot be read ends the run before any host is touched. An empty list: only those of the project and the connections.
   * Default: none at all; then it is an error when the task reads the value.
   */
  readonly sends?: readonly SentSection[] | undefined;
  /**
   * True if its changes depend on what it read before: then its hosts are locked first. Otherwise the first change
   * locks them, so a task that finds nothing to do locks nothing.
   */
  readonly lockFirst?: boolean | undefined;
  /**
   * How `--resume` repeats it if it failed or was interrupted. `again`, the default: on all chosen hosts. `unfinished hosts`:
   * without the hosts on which its only `eachHost` succeeded. `refuse`: not at all, because it may have done its work and
   * would do it twice.
   */
  readonly onResume?: 'again' | 'unfinished hosts' | 'refuse' | undefined;
  run(context: TaskContext<A>): Promise<void>;
}

/** A section of a role whose values a task may send to hosts. */
export type SentSection = 'provision' | 'build' | 'activate';

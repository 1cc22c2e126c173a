import type { Build, BuildDraft, Recipe } from './build.js';
import type { Fck } from './container.js';
import type { TakeOver } from './foreign.js';
import type { Host } from './host.js';
import type { HostState } from './host-state.js';
import type { Paths } from './paths.js';
import type { Project } from './project.js';
import type { Remote } from './remote.js';
import type { Role } from './role.js';
import type { Selection } from './selection.js';
import type { OutputOf, StandardSchema } from './standard-schema.js';
import type { ProvisionStep } from './step.js';

/** What every tap that works on one host is given. */
export interface HostContext {
  readonly fck: Fck;
  readonly project: Project;
  readonly role: Role;
  readonly host: Host;
  readonly remote: Remote;
  readonly paths: Paths;
  /** Aborted when the user interrupts the run: long work should end early. */
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** What this host knows of builds and services. */
  readonly state: HostState;
  /** Does a piece of work as one named row of the progress display, with its time. */
  step<T>(name: string, work: () => Promise<T>): Promise<T>;
  /** Tells the user something that is not an error. */
  note(text: string): void;
  warn(text: string): void;
  /** Another host of the project, connected when it is first used. */
  remoteOf(host: Host): Remote;
  /** The hosts of a role, also those that a provider knows. */
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
   * The same context for steps and tools that are left out where a condition does not hold.
   *
   * @param condition looks only; asked together with all checks, and again with those that are repeated
   */
  onlyIf(condition: () => Promise<boolean>): ProvisionContext;
}

/** Given to builders and to taps of `build`. */
export interface BuildContext extends HostContext {
  /** Number of the build that is made. */
  readonly number: number;
  /** Build even if nothing changed, and use nothing again that was found or downloaded for an earlier build. */
  readonly force: boolean;
  /** The newest build of this role that this host has and that nobody rolled back from; with `force`, none. */
  readonly previous: Build | undefined;
  /** Names of builds that were rolled back from, on whichever host of the project: no host is given one, unless it is asked for by its name. */
  readonly bad: ReadonlySet<string>;
  /**
   * The previous build, if what is to be built is the same: a builder returns it, and makes nothing. Tells the user what
   * changed, or that nothing did.
   */
  unchanged(recipe: Recipe): Build | undefined;
  /** Names a build: `<project>_<00001>_<commit>`. */
  nameFor(commit: string): string;
  /** Gets a sealed build that another host has, from there or from hosts that got it in this run. */
  copy(build: Build, from: Host): Promise<void>;
}

/** Given to taps of `built`: a sealed build on a host. */
export interface BuiltContext extends HostContext {
  readonly build: Build;
  readonly buildPath: string;
}

/** Given to taps of `postBuild`. */
export interface PostBuildContext extends BuiltContext {
  /** Does work that changes the build's files: it is writable meanwhile, and sealed again when all taps are done. */
  modify(work: () => Promise<unknown>): Promise<void>;
}

/**
 * Makes a role's builds: the key that it is registered under stands below `build:`. Registered in `fck.builders`.
 *
 * - `made`: one host of the role makes the build in `paths.build(context.nameFor(commit))`; core seals it, records it and
 *   gives the role's other hosts a copy. Where nothing changed, it returns what `context.unchanged(recipe)` gave.
 * - `copied`: every host of the role gets a build that was made and sealed elsewhere.
 */
export type Builder<S extends StandardSchema = StandardSchema> = {
  readonly about: string;
  readonly schema: S;
  /** Roles that have to be built before. */
  dependsOn?(section: OutputOf<S>): readonly string[];
} & (
  | { readonly kind: 'made'; build(context: BuildContext, section: OutputOf<S>): Promise<BuildDraft | Build> }
  | { readonly kind: 'copied'; build(context: BuildContext, section: OutputOf<S>): Promise<Build> }
);

/** Copies sealed builds from host to host. Registered in `fck.distributors`; the first one is used. */
export interface Distributor {
  readonly about: string;
  /**
   * Makes a host ready for a copy, while the build is still being made. Nobody may miss what it does: the build may never
   * come, or this may fail.
   */
  prepare?(context: HostContext): Promise<void>;
  /**
   * Makes `build` stand on `context.host` exactly as it stands on `from`, and verifies its checksum.
   *
   * @param sources the hosts that have it, for a distributor that lets a build spread from host to host
   */
  copy(context: HostContext, build: Build, from: Host, sources: BuildSources): Promise<void>;
}

/** The hosts from which a build can be copied: they become more as it spreads. */
export interface BuildSources {
  /**
   * Works with the host that serves the fewest, and holds it meanwhile; waits while all serve as many as they should.
   *
   * @param maySourceBe which hosts come into question; the one that the build comes from always does
   */
  lend<T>(maySourceBe: (host: Host) => boolean, work: (source: Host) => Promise<T>): Promise<T>;
}

/** Plain data that survives a crash: what an undo handler is given. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * Given to taps of `activate`. A tap *prepares* at once, and registers what comes later. All hosts prepare, then all
 * switch and verify, then all finish; a failure before the end of the switch undoes everything, last first.
 */
export interface ActivationContext extends HostContext {
  /** The build that is activated. */
  readonly build: Build;
  readonly buildPath: string;
  /** Sites and programs of others whose place it takes: those that `fck adopt` found. Undefined in any other activation. */
  readonly takesOver?: TakeOver | undefined;
  /**
   * Says how to take back what is about to be done: the name of a handler in `fck.undoSteps` and plain data for it.
   * Call it *before* doing it, and wait: then it is durable on the host, so that another run can take it back if this
   * one is killed. Data of several calls made together is written together.
   */
  undo(step: string, data: Json): Promise<void>;
  /**
   * Makes the new build serve. Runs once every host is prepared.
   *
   * @param takenBack how it will be taken back, known before the first switch of the host begins: looks only. What only
   *   turns out while it works is said with {@link ActivationContext.undo}.
   */
  switch(name: string, work: () => Promise<unknown>, takenBack?: () => Promise<UndoEntry>): void;
  /** Proves through the reverse proxy that the new build serves. Changes nothing: it may be asked for again later. */
  verify(name: string, work: () => Promise<unknown>): void;
  /** What may only happen once the new build serves everywhere. Its failures warn, and never undo. */
  finish(name: string, work: () => Promise<unknown>): void;
  /**
   * Takes the host out of what sends it requests, while it switches. Hosts that are in a rotation switch in waves of a quarter,
   * if the role does not say otherwise: the others serve meanwhile.
   *
   * @param name what sends the requests, as steps show it: `the target group web`
   */
  rotation(name: string, rotation: Rotation): void;
}

/** How a host leaves what sends it requests from outside, a load balancer or a service registry, and comes back. */
export interface Rotation {
  /**
   * How it is put back, known before it leaves: looks only. What it was before must come of it, also if it was not in.
   *
   * @param wave the hosts that switch at the same time, this one among them: they may all be out at once
   */
  takenBack(wave: readonly Host[]): Promise<UndoEntry>;
  /** Before its first switch: new requests go to others, and those under way have ended. */
  leave(): Promise<unknown>;
  /** After its last proof: it gets requests again. Throws if it is not found fit for them. Bears that it is in already. */
  join(): Promise<unknown>;
}

/** How one thing is taken back: the name of a handler in `fck.undoSteps` and plain data for it. */
export interface UndoEntry {
  readonly step: string;
  readonly data: Json;
}

/** How far an activation was when it is taken back. */
export interface UndoCircumstances {
  /** Whether the switch had begun: the new build may have answered requests, which must be let finish. */
  readonly switched: boolean;
}

/**
 * Takes back one thing that an activation did. Registered in `fck.undoSteps`. It must bear being run twice, and that
 * nothing was done yet; after a crash another process runs it, which knows nothing but the data.
 */
export type UndoStep = (context: HostContext, data: Json, circumstances: UndoCircumstances) => Promise<void>;

/** What the hosts of a role are made from, given to providers. */
export interface ProviderContext {
  readonly fck: Fck;
  readonly project: Project;
  readonly role: Role;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** Shows what is being done: `waiting for i-123 to run`. */
  progress(text: string): void;
  /** Puts into the plan of a dry run what would be done for a host: `make an instance`. */
  planned(host: string, what: string): void;
}

/** What a provider is given that is to remove hosts. */
export interface DestroyContext extends ProviderContext {
  /** The hosts of the role that are to be removed: those that `-H` names, or all. No others may be. */
  readonly hosts: readonly Host[];
}

/** One call of `fck.run`, with all its tasks. */
export interface Run {
  /** As `fck history` shows it. */
  readonly id: string;
}

/** Given to a task. */
export interface TaskContext {
  readonly fck: Fck;
  /** The run that the task is part of. */
  readonly run: Run;
  readonly project: Project;
  /** The hosts that were chosen with `-r` and `-H`; all without them. */
  readonly hosts: readonly Host[];
  readonly roles: readonly Role[];
  /** What `-r` and `-H` chose. */
  readonly selection: Selection;
  readonly signal: AbortSignal;
  readonly dryRun: boolean;
  /** Values of the task's arguments. */
  readonly args: Readonly<Record<string, string | boolean>>;
  /**
   * Works on every chosen host, several at once. All are tried; then, if any failed, it throws.
   *
   * @throws FckError `HOSTS_FAILED` naming the hosts and their errors.
   */
  eachHost(work: (context: HostContext) => Promise<unknown>): Promise<void>;
  note(text: string): void;
  warn(text: string): void;
}

/** An argument of a task, given as `--name value` (or `--name` alone, for a switch). */
export interface TaskArgument {
  readonly about: string;
  /** A switch takes no value. */
  readonly kind: 'text' | 'switch';
  readonly required?: boolean | undefined;
}

/** Something that `fck run NAME` runs. The phases are tasks like any other. Registered in `fck.tasks`. */
export interface Task {
  readonly summary: string;
  /** Tasks that run before it, once each. */
  readonly dependsOn?: readonly string[] | undefined;
  readonly args?: Readonly<Record<string, TaskArgument>> | undefined;
  /** True if it works on roles or on nothing, and is given no hosts. Otherwise having none is an error. */
  readonly withoutHosts?: boolean | undefined;
  /** Beside `withoutHosts`: true if it keeps to the `selection` that it is given. Otherwise chosen hosts are refused. */
  readonly keepsToSelection?: boolean | undefined;
  /**
   * The sections of roles whose values it sends to hosts. If it names some, then a value of these, of the project, or of how
   * hosts are reached, whose environment variable is not set, ends the run before any host is touched. Default: none; then such a
   * value is an error when the task asks for it.
   */
  readonly sends?: readonly SentSection[] | undefined;
  /**
   * True if what it changes depends on what it saw before: then its hosts are locked first. Otherwise the first change
   * locks them, so that a task which finds nothing to do locks nothing.
   */
  readonly lockFirst?: boolean | undefined;
  /**
   * How `--resume` goes on with it where it was begun and did not end well. `again`, the default: on all chosen hosts.
   * `unfinished hosts`: without those on which its only `eachHost` ended well. `refuse`: not at all, because it may have done
   * its work, and would do more if it were done again.
   */
  readonly onResume?: 'again' | 'unfinished hosts' | 'refuse' | undefined;
  run(context: TaskContext): Promise<void>;
}

/** A section of a role whose values a task may send to hosts. */
export type SentSection = 'provision' | 'build' | 'activate';

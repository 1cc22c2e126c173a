import type { AsyncSeriesHook } from 'tapable';
import type { Build } from './build.js';
import type { HostContext, Json, Task, TaskContext } from './contexts.js';
import type { Host } from './host.js';
import type { Role } from './role.js';

/** Given to taps of a phase that a plugin registers. */
export interface PhaseContext extends HostContext {
  /** Values of the phase's arguments. */
  readonly args: TaskContext['args'];
  /**
   * The build that `activate` makes serve on this host: the newest, or the one that `--build` names. It is on the host already if the
   * phase comes after `build`.
   *
   * @throws FckError `NO_BUILD` if there is none; in a dry run `PLAN_UNKNOWN` if it would be made: then the host is shown as planned
   */
  buildToActivate(): Promise<Build>;
  /**
   * Records how to undo the next action: the name of a handler in `fck.undoSteps` and plain data for it. If this phase or a later one of
   * the run fails, everything recorded is undone, last first. A successful activation ends that: from then on the new build serves, and
   * what was recorded before it stays. The records are in memory: a run that is killed undoes nothing.
   */
  undo(step: string, data: Json): Promise<void>;
}

/** The hook of a phase that a plugin registers. */
export type PhaseHook = AsyncSeriesHook<[PhaseContext]>;

/** The pipelines that fck brings. A phase may join them. */
export type BuiltInPipeline = 'up' | 'deploy';

/**
 * A phase: a place in a run, with a hook that plugins tap. It is also a task of its name: `fck run migrate`. Registered in `fck.phases`.
 *
 * Other plugins tap `fck.hooks.<hook>`. For its type, the plugin that registers the phase declares:
 *
 *     declare module '@fck/core' {
 *       interface Hooks {
 *         readonly migrate: PhaseHook;
 *       }
 *     }
 */
export interface Phase {
  /** One line for `fck tasks` and `fck explain`. */
  readonly about: string;
  /** Phases and tasks that it comes before, if the run has them. Unknown names are ignored: their plugin may not be loaded. */
  readonly before?: readonly string[] | undefined;
  /** Phases and tasks that it comes after, if the run has them. */
  readonly after?: readonly string[] | undefined;
  /** Phases and tasks that always run before it, once each. */
  readonly needs?: readonly string[] | undefined;
  /** The built-in pipelines that it joins. A pipeline of the configuration has exactly what it names. */
  readonly pipelines?: readonly BuiltInPipeline[] | undefined;
  /** How often its taps run: on each chosen host, on one host of each role, or on one host of the run. Default: `host`. */
  readonly scope?: 'host' | 'role' | 'run' | undefined;
  /** Whether it works on a host. With the scope `role` or `run`, the first one for which it is true is taken. Default: on every host. */
  readonly on?: ((host: Host, role: Role) => boolean) | undefined;
  /** The name of its hook below `fck.hooks`. Default: its own name, with capitals in place of dashes (`warm-up`: `warmUp`). */
  readonly hook?: string | undefined;
  readonly args?: Task['args'];
  readonly sends?: Task['sends'];
  /** False if its first change may lock the hosts. Default: true; they are locked before its taps look at them. */
  readonly lockFirst?: boolean | undefined;
  readonly onResume?: Task['onResume'];
  readonly withoutHosts?: Task['withoutHosts'];
  readonly keepsToSelection?: Task['keepsToSelection'];
  /** Does its work in place of calling the taps of its hook host by host: it calls them itself, or needs none. */
  readonly run?: ((context: TaskContext) => Promise<void>) | undefined;
}

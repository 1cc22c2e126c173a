import type { Remote } from './remote.js';

/** What happened so far while a host is provisioned. */
export interface StepProgress {
  /** Whether a step declared before this one changed something since the machine booted or, if it did not boot, in this run. */
  readonly changedSinceBoot: boolean;
}

interface StepBase {
  /** What must hold, in a few words: `nginx is installed`. Unique on a host; `after` refers to it. */
  readonly name: string;
  /** Whether it holds already. Looks only: all checks of a host travel together, before anything is changed. */
  check(remote: Remote, progress: StepProgress): Promise<boolean>;
  /**
   * Names of steps it depends on: it is checked again if one of them changed something. Steps are applied in the
   * order they were declared. `'*'`: all that were declared before.
   */
  readonly after?: readonly string[] | '*' | undefined;
}

/** A step that knows how to make itself true. */
export interface ApplicableStep extends StepBase {
  /** Makes it hold. What the promise gives is of no account. */
  apply(remote: Remote): Promise<unknown>;
  /** True if applying it boots the machine anew. */
  readonly reboots?: boolean | undefined;
  /**
   * True if applying it adds a repository. Before anything is changed, core asks the repositories for all packages that are missing, and
   * fails if they do not offer one; the packages of steps declared after this one are asked for only once it is met.
   */
  readonly addsRepository?: boolean | undefined;
  readonly packages?: undefined;
}

/** A step made true by installing packages. Neighbours of this kind are installed in one transaction. */
export interface PackageStep extends StepBase {
  /** Package names for this host's package manager. */
  readonly packages: readonly string[];
  readonly apply?: undefined;
}

/** One thing that provisioning makes true. Declared, not done: core decides what needs doing. */
export type ProvisionStep = ApplicableStep | PackageStep;

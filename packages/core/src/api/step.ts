import type { Remote } from './remote.js';

/** The progress of the provisioning of a host. */
export interface StepProgress {
  /** Whether a step declared before this one changed something since the machine booted or, if it did not boot, in this run. */
  readonly changedSinceBoot: boolean;
}

interface StepBase {
  /** The condition in a few words: `nginx is installed`. Unique on a host; `after` refers to it. */
  readonly name: string;
  /** Whether the condition is met. Looks only: all checks of a host are sent together, before anything is changed. */
  check(remote: Remote, progress: StepProgress): Promise<boolean>;
  /**
   * Names of steps that it depends on: it is checked again if one of them changed something. Steps are applied in the
   * order in which they were declared. `'*'`: all steps declared before.
   */
  readonly after?: readonly string[] | '*' | undefined;
}

/** A step with a function that meets its condition. */
export interface ApplicableStep extends StepBase {
  /** Applies the step. The resolved value is ignored. */
  apply(remote: Remote): Promise<unknown>;
  /** True if applying it reboots the machine. */
  readonly reboots?: boolean | undefined;
  /**
   * True if applying it adds a repository. Before anything is changed, core checks that the repositories offer all missing packages; it
   * checks the packages of later steps only once this step is met.
   */
  readonly addsRepository?: boolean | undefined;
  readonly packages?: undefined;
}

/** A step that installs packages. Consecutive steps of this kind are installed in one transaction. */
export interface PackageStep extends StepBase {
  /** Package names for this host's package manager. */
  readonly packages: readonly string[];
  readonly apply?: undefined;
}

/** One condition that provisioning ensures. Plugins declare steps; core decides which ones to apply. */
export type ProvisionStep = ApplicableStep | PackageStep;

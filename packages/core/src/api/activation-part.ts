import type { ActivationContext, BuildSealedContext, HostContext } from './contexts.js';
import type { Environment } from './environment.js';
import type { WrittenFile } from './written-file.js';

/** How the commands of a role are run: as its first service is. */
export interface Surroundings {
  readonly cwd: string;
  readonly env: Environment;
  /** Default: the login user. */
  readonly user: string | undefined;
}

/**
 * What an activation sets up on a host beside services and a site, such as a schedule. Registered in `fck.activationParts`. Core calls
 * it for every role that is activated: also for one that does not configure it any more, so that it can remove what it set up before.
 */
export interface ActivationPart {
  readonly about: string;
  /**
   * Called while an activation prepares, once the new services run. Looks only, together with all others that look.
   *
   * @returns registers what to switch and finish, and records before each change how to undo it. Undefined: there is nothing to do.
   */
  prepare(
    context: ActivationContext,
    surroundings: Surroundings,
  ): Promise<(() => void | Promise<void>) | undefined>;
  /**
   * The files that it writes for a build. Plan and status compare them with those on the host; a difference has the build activated
   * again. Reads only.
   */
  files?(context: BuildSealedContext, surroundings: Surroundings): Promise<readonly WrittenFile[]>;
  /** What an activation would put right, beside its files: one sentence each. Reads only. */
  problems?(context: HostContext): Promise<readonly string[]>;
  /** What `fck status` is to show, and no activation puts right: one sentence each. Reads only. */
  failures?(context: HostContext): Promise<readonly string[]>;
  /** Removes what it set up, where a role is deactivated. */
  deactivate(context: HostContext): Promise<void>;
}

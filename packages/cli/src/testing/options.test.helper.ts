import type { GlobalOptions } from '../global-options.js';

/** Global options as they are when none is given, except for these. */
export function givenOptions(options: Partial<GlobalOptions> = {}): GlobalOptions {
  return {
    config: undefined,
    directory: undefined,
    dryRun: false,
    diff: false,
    yes: false,
    force: false,
    selection: {},
    json: false,
    verbose: false,
    quiet: false,
    parallel: undefined,
    profile: false,
    lockWait: 0,
    ...options,
  };
}

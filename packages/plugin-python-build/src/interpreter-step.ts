import { isFckError, type ProvisionStep, sh } from '@fck/core';
import { findInterpreter } from './find-interpreter.js';

/**
 * Checks the interpreter of a plan that is not a tool of the catalogue: an earlier step has to install it. No build can be made
 * without it, so provisioning reports that it is missing.
 */
export function interpreterStep(host: string, interpreter: string): ProvisionStep {
  const isThere = sh`command -v ${interpreter}`;
  return {
    name: `the interpreter ${interpreter} is there`,
    after: '*',
    check: (remote) => remote.test(isThere),
    apply: async (remote) => {
      try {
        await findInterpreter(remote, host, interpreter);
      } catch (thrown) {
        if (!isFckError(thrown) || thrown.code !== 'PLAN_UNKNOWN') throw thrown;
        // A step that this dry run plans may install it.
        await remote.expect(`${interpreter} to be there`, isThere, { within: 0 });
      }
    },
  };
}

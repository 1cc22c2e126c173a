import { isFckError, type ProvisionStep, sh } from '@fck/core';
import { findInterpreter } from './find-interpreter.js';

/**
 * The interpreter of a plan that is not a tool of the catalogue: something that is provisioned before has to bring it. Without it no
 * build can be made, so provisioning says that it is not there.
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
        // What this dry run would install may bring it.
        await remote.expect(`${interpreter} to be there`, isThere, { within: 0 });
      }
    },
  };
}

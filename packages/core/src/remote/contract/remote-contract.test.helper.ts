import { describe } from 'vitest';
import { ContractBench } from './bench.test.helper.js';
import { brokenContract } from './broken.test.helper.js';
import { callsContract } from './calls.test.helper.js';
import { changesContract } from './changes.test.helper.js';
import { dryRunContract } from './dry-run.test.helper.js';
import { engines } from './engines.test.helper.js';
import { expectingContract } from './expecting.test.helper.js';
import { fenceContract } from './fence.test.helper.js';
import { filesContract } from './files.test.helper.js';
import { looksContract } from './looks.test.helper.js';
import type { ContractPlace } from './place.test.helper.js';
import { streamsContract } from './streams.test.helper.js';
import { usersContract } from './users.test.helper.js';

/**
 * Registers the tests of everything that a plugin may rely on in `Remote`, for each engine.
 *
 * @param place a machine, and how to connect to it
 */
export function remoteContract(name: string, place: ContractPlace): void {
  describe.each(engines)(`Remote on ${name}, with the engine %s`, (engine) => {
    const bench = new ContractBench(place, engine).register();
    looksContract(bench);
    changesContract(bench);
    callsContract(bench);
    filesContract(bench);
    expectingContract(bench);
    usersContract(bench);
    streamsContract(bench);
    brokenContract(bench);
    dryRunContract(bench);
    fenceContract(bench);
  });
}

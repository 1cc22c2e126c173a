import { afterAll, beforeAll, describe } from 'vitest';
import { noSandbox, onHosts } from '../fixture/sandbox.js';
import { brokenNetwork } from './broken-network.js';
import { dyingHosts } from './dying-hosts.js';
import { Fleet } from './fixture/fleet.js';
import { seed } from './fixture/form.js';
import { fullDisks } from './full-disks.js';
import { hangingHelpers } from './hanging-helpers.js';
import { hangingSupervisor } from './hanging-supervisor.js';
import { hostileValues } from './hostile-values.js';
import { killedFirstDeploys } from './killed-first-deploys.js';
import { killedRuns } from './killed-runs.js';
import { twoDeployers } from './two-deployers.js';
import { underLoad } from './under-load.js';
import { wrongClocks } from './wrong-clocks.js';

/** Two runs of this file may be parallel if their hosts have different names. */
const fleetName = process.env['FCK_FAULTS_FLEET'] ?? 'e2e-faults';

// One fleet for all cases: each leaves it as it was, and asserts that.
describe.skipIf(noSandbox)(onHosts(`a fleet of two, with seed ${seed}`), () => {
  const fleet = new Fleet(fleetName);

  beforeAll(() => fleet.makeHosts());
  afterAll(() => fleet.remove());

  describe('new hosts', () => killedFirstDeploys(fleet));

  describe('hosts that serve', () => {
    beforeAll(() => fleet.serve());
    killedRuns(fleet);
    dyingHosts(fleet);
    brokenNetwork(fleet);
    twoDeployers(fleet);
    fullDisks(fleet);
    hangingSupervisor(fleet);
    hangingHelpers(fleet);
    hostileValues(fleet);
    wrongClocks(fleet);
    underLoad(fleet);
  });
});

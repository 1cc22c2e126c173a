import { afterAll, beforeAll, describe } from 'vitest';
import { noSandbox, onHosts } from '../fixture/sandbox.js';
import { Fleet } from './fixture/fleet.js';
import { seed } from './fixture/form.js';
import { killedProvisions, killedRuns } from './killed-runs.js';

// One fleet for all: each case leaves it as it found it, and asserts so.
describe.skipIf(noSandbox)(onHosts(`a fleet of two, with seed ${seed}`), () => {
  const fleet = new Fleet('e2e-faults');

  beforeAll(() => fleet.makeHosts());
  afterAll(() => fleet.remove());

  describe('new hosts', () => killedProvisions(fleet));

  describe('hosts that serve', () => {
    beforeAll(() => fleet.serve());
    killedRuns(fleet);
  });
});

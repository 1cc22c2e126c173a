import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, times } from './fixture/form.js';
import { hostTrouble } from './fixture/host-trouble.js';

/** Packets are dropped between this machine and a host, or its connections end. */
export function brokenNetwork(fleet: Fleet): void {
  hostTrouble(
    fleet,
    {
      title: ['a host is cut off', ', and comes back late'],
      held: 'both hosts kept serving the old or the new build only; fck ended by itself; the next run converged',
      begin: (machine) => machine.dropPackets(1),
      async end(machine) {
        expect(await machine.page(), 'what the cut-off host serves to itself').not.toBe('nothing');
        await machine.heal();
      },
    },
    3,
  );

  hostTrouble(
    fleet,
    {
      title: ['the connection to a host breaks', ''],
      held: 'no request failed; a run that failed said why; the next run converged',
      serves: true,
      told: /OUTCOME_UNKNOWN|CONNECTION_LOST/,
      begin: (machine) => machine.breakConnections(),
      end: async () => undefined,
    },
    1,
  );

  fault(
    '5 % of all packets are lost, each way, during an activation',
    'it succeeded, and no request failed',
    async () => {
      const repeated = times(1, 20);
      for (let n = 0; n < repeated; n += 1) {
        const { active, previous } = await fleet.editions();
        await Promise.all(fleet.machines.map((machine) => machine.dropPackets(0.05)));
        try {
          const visitors = fleet.load(2, 50);
          await fleet.converge('run', 'activate', '--build', previous.build);
          await expectVisits(visitors, [active.page, previous.page]);
        } finally {
          await Promise.all(fleet.machines.map((machine) => machine.heal()));
        }
        await fleet.expectWhole(previous.page);
      }
      return repeated;
    },
  );
}

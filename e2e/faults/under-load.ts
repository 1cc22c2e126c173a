import { Load } from '../fixture/load.js';
import { Balancer } from './fixture/balancer.js';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, times } from './fixture/form.js';

const CONNECTIONS = 16;

/** Visitors on 16 connections to each host, during the usual verbs of fck. */
export function underLoad(fleet: Fleet): void {
  fault(
    'builds are activated in turn on two hosts, under a load of 16 connections each',
    'no request failed; clean after each activation',
    async () => {
      const activations = times(2, 200);
      for (let n = 0; n < activations; n += 1) {
        const { active, previous } = await fleet.editions();
        const visitors = fleet.load(CONNECTIONS);
        await fleet.converge('run', 'activate', '--build', previous.build);
        await expectVisits(visitors, [active.page, previous.page]);
        await fleet.expectWhole(previous.page);
      }
      return activations;
    },
  );

  fault('a roll-back on two hosts, under a load of 16 connections each', 'no request failed', async () => {
    const rollbacks = times(1, 20);
    for (let n = 0; n < rollbacks; n += 1) {
      const { active, previous } = await fleet.editions();
      const visitors = fleet.load(CONNECTIONS);
      await fleet.converge('rollback', previous.build);
      await expectVisits(visitors, [active.page, previous.page]);
      await fleet.expectWhole(previous.page);
    }
    return rollbacks;
  });

  fault(
    'one host of two is deactivated behind a balancer, and activated again, under a load of 16 connections',
    'no request failed',
    async () => {
      const rounds = times(1, 20);
      const { active } = await fleet.editions();
      const balancer = new Balancer(fleet.machines.map(({ address }) => address));
      const url = await balancer.listen();
      try {
        for (let n = 0; n < rounds; n += 1) {
          const host = fleet.machines[n % fleet.machines.length]?.name ?? '';
          const visitors = new Load(url, CONNECTIONS);
          await fleet.converge('run', 'deactivate', '-H', host);
          await fleet.converge('run', 'activate', '-H', host);
          await expectVisits([visitors], [active.page]);
          await fleet.expectWhole(active.page);
        }
      } finally {
        balancer.close();
      }
      return rounds;
    },
  );
}

import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, sample, times } from './fixture/form.js';
import { watch } from './fixture/watched-run.js';

/** Packets are dropped between this machine and a host. */
export function brokenNetwork(fleet: Fleet): void {
  fault(
    'a host is cut off in the middle of an activation, and comes back late',
    'both hosts went on serving the old or the new build, whole; fck ended by itself; the next run converged',
    async () => {
      const [staying, cutOff] = fleet.machines;
      if (!staying || !cutOff) throw new Error('a fleet has two hosts');
      const { active, previous } = await fleet.editions();
      const pages = [active.page, previous.page];
      const { boundaries } = await watch(fleet.project.directory, [
        'run',
        'activate',
        '--build',
        previous.build,
      ]);
      const points = sample(boundaries, 1);
      for (const { n, text } of points) {
        const { previous: wanted } = await fleet.editions();
        const args = ['run', 'activate', '--build', wanted.build];
        const visitors = fleet.load(2, 50, [staying]);
        let cutting: Promise<void> | undefined;
        const { code } = await watch(fleet.project.directory, args, (boundary) => {
          if (boundary.n === n) cutting = cutOff.dropPackets(1);
        });
        expect(code, text).not.toBeNull();
        await cutting;
        for (const page of await fleet.pages()) expect(pages, text).toContain(page);
        await cutOff.heal();
        await fleet.converge(...args);
        await expectVisits(visitors, pages);
        await fleet.expectWhole(wanted.page);
      }
      return points.length;
    },
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

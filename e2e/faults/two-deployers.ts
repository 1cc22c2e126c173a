import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, times } from './fixture/form.js';

/** Two people deploy different builds at the same moment. */
export function twoDeployers(fleet: Fleet): void {
  fault(
    'two deployers begin at once',
    'one went first; the other followed, or changed nothing and reported who holds the lock; both hosts always ended with the same build',
    async () => {
      const races = times(2, 100);
      for (let race = 0; race < races; race += 1) {
        const { active, previous } = await fleet.editions();
        const visitors = fleet.load(2, 50);
        const ended = await Promise.all(
          [active, previous].map(({ build }) => fleet.fck('run', 'activate', '--force', '--build', build)),
        );
        const losers = ended.filter(({ code }) => code !== 0);
        expect(losers.length).toBeLessThan(2);
        for (const { stderr } of losers) expect(stderr).toContain('LOCK_HELD');
        await expectVisits(visitors, [active.page, previous.page]);
        await fleet.expectWhole((await fleet.editions()).active.page);
      }
      return races;
    },
  );

  fault(
    'two deployers begin at once with --lock-wait',
    'both deployed, one after the other; both hosts ended with the same build',
    async () => {
      const races = times(1, 20);
      for (let race = 0; race < races; race += 1) {
        const { active, previous } = await fleet.editions();
        await Promise.all(
          [active, previous].map(({ build }) =>
            fleet.converge('run', 'activate', '--force', '--build', build),
          ),
        );
        await fleet.expectWhole((await fleet.editions()).active.page);
      }
      return races;
    },
  );
}

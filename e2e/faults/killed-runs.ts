import { expect } from 'vitest';
import { activate, boundariesOf, buildAndCopy, type Deed, deactivate, rollBack } from './fixture/attempt.js';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, isLongForm, sample } from './fixture/form.js';
import { type Killing, wasKilled } from './fixture/killed-run.js';

/** fck is killed with SIGKILL at the step boundaries of each verb, which the events of an undisturbed run enumerate. */
export function killedRuns(fleet: Fleet): void {
  killed(buildAndCopy, 2);
  killed(activate, 3);
  killed(rollBack, 1);
  killed(deactivate, 1);

  // The hosts do not learn that fck is gone: only their locks grow old.
  const withHelpers: Killing = async (run) => {
    run.pause();
    await Promise.all(fleet.machines.map((machine) => machine.killHelpers()));
    run.kill();
  };
  for (const deed of isLongForm ? [buildAndCopy, activate, rollBack] : [activate])
    killed(deed, 2, ['fck and its helpers on both hosts are killed', withHelpers]);

  function killed(deed: Deed, short: number, [title, kill]: [string, Killing?] = ['fck is killed']): void {
    fault(
      `${title} while ${kill ? 'fck' : 'it'} ${deed.verb}`,
      'visitors got the old or the new build only; clean after the next run',
      async () => {
        const points = sample(await boundariesOf(fleet, deed), short);
        for (const { n, text } of points) {
          const attempt = await deed.attempt(fleet);
          const visitors = attempt.pages.includes('nothing') ? [] : fleet.load(2, 50);
          expect(await wasKilled(fleet, attempt.args, n, kill), `${n}: ${text}`).toBe(true);
          for (const page of await fleet.pages()) expect(attempt.pages, text).toContain(page);
          await fleet.converge(...attempt.next);
          await expectVisits(visitors, attempt.pages);
          await fleet.expectWhole(attempt.after);
        }
        return points.length;
      },
    );
  }
}

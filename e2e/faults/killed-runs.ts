import { expect } from 'vitest';
import { activate, boundariesOf, buildAndCopy, type Deed, deactivate, rollBack } from './fixture/attempt.js';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, sample, times } from './fixture/form.js';
import { watch } from './fixture/watched-run.js';

/** fck dies by SIGKILL again and again while it makes new hosts serve their first build, each time some steps later. */
export function killedFirstDeploys(fleet: Fleet): void {
  fault(
    '`fck up` is killed on new hosts, again and again',
    'each run went on with what was missing; in the end the site was served, and nothing was left to do',
    async () => {
      const stride = Math.ceil(100 / times(5, 100));
      let kills = 0;
      while (await wasKilled(fleet, ['up', '--lock-wait', '120'], 1 + kills * stride)) kills += 1;
      for (const page of await fleet.pages()) expect(page).toBe('The first page');
      const { boundaries } = await watch(fleet.project.directory, ['run', 'provision']);
      expect(boundaries.filter(({ text }) => text.startsWith('change'))).toEqual([]);
      return kills;
    },
  );
}

/** fck dies by SIGKILL at the step boundaries of each verb, as the events of a run that lives enumerate them. */
export function killedRuns(fleet: Fleet): void {
  killed(buildAndCopy, 2);
  killed(activate, 3);
  killed(rollBack, 1);
  killed(deactivate, 1);

  function killed(deed: Deed, short: number): void {
    fault(
      `fck is killed while it ${deed.verb}`,
      'each page was of the old or the new build, whole (or there was none, once deactivated); the next run left one instance a host, and no process, port, file or lock',
      async () => {
        const points = sample(await boundariesOf(fleet, deed), short);
        for (const { n, text } of points) {
          const attempt = await deed.attempt(fleet);
          const visitors = attempt.pages.includes('nothing') ? [] : fleet.load(2, 50);
          expect(await wasKilled(fleet, attempt.args, n), `${n}: ${text}`).toBe(true);
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

/** Runs fck and kills it at its n-th boundary; false if it ended well before. */
async function wasKilled(fleet: Fleet, args: readonly string[], at: number): Promise<boolean> {
  let killed = false;
  const { code, said } = await watch(fleet.project.directory, args, ({ n }, run) => {
    if (n !== at) return;
    killed = true;
    run.kill();
  });
  if (!killed) expect(code, said).toBe(0);
  return killed;
}

import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, sample, times } from './fixture/form.js';
import { watch } from './fixture/watched-run.js';

/** A run that is going to be killed, and what a user may see of it. */
interface Attempt {
  readonly args: readonly string[];
  /** What may be served by either host, from its beginning to the end of the next run. */
  readonly pages: readonly string[];
  /** What a user does next, and what is served then. */
  readonly next: readonly string[];
  readonly after: string;
}

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
  killed('builds and copies', 2, async () => {
    const { active } = await fleet.editions();
    const after = fleet.commitPage();
    return {
      args: ['run', 'build'],
      pages: [active.page, after],
      next: ['run', 'build', 'activate'],
      after,
    };
  });

  killed('activates', 3, async () => {
    const { active, previous } = await fleet.editions();
    const args = ['run', 'activate', '--build', previous.build];
    return { args, pages: [active.page, previous.page], next: args, after: previous.page };
  });

  killed('rolls back', 1, async () => {
    const { active, previous } = await fleet.editions();
    const args = ['rollback', previous.build];
    return { args, pages: [active.page, previous.page], next: args, after: previous.page };
  });

  killed('deactivates', 1, async () => {
    const { active } = await fleet.editions();
    return {
      args: ['run', 'deactivate'],
      pages: [active.page, 'nothing'],
      next: ['run', 'deactivate', 'activate', '--build', active.build],
      after: active.page,
    };
  });

  function killed(what: string, short: number, begin: () => Promise<Attempt>): void {
    fault(
      `fck is killed while it ${what}`,
      'each page was of the old or the new build, whole (or there was none, once deactivated); the next run left one instance a host, and no process, port, file or lock',
      async () => {
        const points = sample(await boundariesOf(await begin()), short);
        for (const { n, text } of points) {
          const attempt = await begin();
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

  async function boundariesOf({ args, next, after }: Attempt) {
    const { code, boundaries, said } = await watch(fleet.project.directory, args);
    expect(code, said).toBe(0);
    if (next !== args) await fleet.converge(...next);
    await fleet.expectWhole(after);
    return boundaries;
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

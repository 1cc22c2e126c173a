import { afterAll, beforeAll, describe, expect } from 'vitest';
import { undisturbed } from './fixture/attempt.js';
import type { Fleet } from './fixture/fleet.js';
import { fault, isLongForm, sample, times } from './fixture/form.js';
import { wasKilled, wasKilledWhen } from './fixture/killed-run.js';
import { type Boundary, watch } from './fixture/watched-run.js';

const FIRST_PAGE = 'The first page';
const UP = ['up', '--lock-wait', '120'];
const PROVISION = ['run', 'provision'];

/** About as many boundaries as the first `fck up` of a fleet has. */
const FIRST_UP = 90;

/**
 * fck is killed with SIGKILL during the first deploy to new hosts: repeatedly, each time some steps later; in the long form also
 * once at each boundary, each time on restored hosts.
 */
export function killedFirstDeploys(fleet: Fleet): void {
  if (isLongForm) describe('each boundary', () => eachOnNewHosts(fleet));

  fault(
    '`fck up` is killed on new hosts, again and again',
    'each run continued where the last one stopped; in the end the site was up, and nothing was left to do',
    async () => {
      const stride = Math.ceil(FIRST_UP / times(5, FIRST_UP));
      const seen = new Set<string>();
      let kills = 0;
      while (await wasKilledLater(fleet, seen, stride)) kills += 1;
      for (const page of await fleet.pages()) expect(page).toBe(FIRST_PAGE);
      const { boundaries } = await watch(fleet.project.directory, PROVISION);
      expect(boundaries.filter(({ text }) => text.startsWith('change'))).toEqual([]);
      return kills;
    },
  );
}

/** From new hosts to the first page in two parts: runs that are killed in the second need not provision again. */
function eachOnNewHosts(fleet: Fleet): void {
  const ends = 'the next `fck up` activated the first build as if no run had been killed; clean';
  let provisioning: readonly Boundary[] = [];
  let deploying: readonly Boundary[] = [];

  beforeAll(async () => {
    await fleet.keepDisks('new');
    provisioning = await undisturbed(fleet, PROVISION);
    await fleet.keepDisks('provisioned');
    const nothingToDo = await undisturbed(fleet, PROVISION);
    deploying = (await undisturbed(fleet, UP)).slice(nothingToDo.length);
    await fleet.rememberHealthy();
  });
  afterAll(() => fleet.putDisksBack('new'));

  fault('`fck up` is killed while it provisions new hosts', ends, () => killedAtEach('new', provisioning));
  fault('`fck up` is killed while it makes the first build, and serves it', ends, () =>
    killedAtEach('provisioned', deploying),
  );

  async function killedAtEach(moment: string, boundaries: readonly Boundary[]): Promise<number> {
    const points = sample(boundaries, boundaries.length);
    for (const { n, text } of points) {
      await fleet.putDisksBack(moment);
      expect(await wasKilled(fleet, UP, n), `${n}: ${text}`).toBe(true);
      await fleet.converge('up');
      await fleet.expectWhole(FIRST_PAGE);
    }
    return points.length;
  }
}

/** Runs `fck up` and kills it so many boundaries after the furthest one of earlier runs; false if it succeeded before. */
function wasKilledLater(fleet: Fleet, seen: Set<string>, stride: number): Promise<boolean> {
  let ahead = 0;
  return wasKilledWhen(fleet, UP, ({ text }) => {
    // A build and an instance that are made again have another number.
    const boundary = text.replaceAll(/(?<=: .*)\d+/g, '<n>');
    if (seen.has(boundary)) return false;
    seen.add(boundary);
    ahead += 1;
    return ahead === stride;
  });
}

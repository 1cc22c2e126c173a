import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, sample } from './fixture/form.js';
import type { SandboxMachine } from './fixture/sandbox-machine.js';
import { watch } from './fixture/watched-run.js';

/** A host goes away in the middle of a deploy, and comes back. */
export function dyingHosts(fleet: Fleet): void {
  hostThat('loses its power', 1, (machine) => machine.kill());
  hostThat('is shut down', 1, (machine) => machine.stop());
  hostThat('reboots', 1, (machine) => machine.reboot());

  function hostThat(happens: string, short: number, act: (machine: SandboxMachine) => Promise<void>): void {
    fault(
      `a host ${happens} while fck activates`,
      'the other host dropped no request; the one that came back served the old or the new build, whole; the next run converged',
      async () => {
        const { active, previous } = await fleet.editions();
        const pages = [active.page, previous.page];
        const next = ['run', 'activate', '--build', previous.build];
        const { boundaries } = await watch(fleet.project.directory, next);
        const points = sample(boundaries, short);
        for (const { n, text } of points) {
          const [staying, leaving] = n % 2 === 0 ? fleet.machines : fleet.machines.toReversed();
          if (!staying || !leaving) throw new Error('a fleet has two hosts');
          const { previous: wanted } = await fleet.editions();
          const visitors = fleet.load(2, 50, [staying]);
          await runWhile(['run', 'activate', '--build', wanted.build], n, () => act(leaving));
          await fleet.startHosts();
          await expect.poll(() => leaving.page(), { timeout: 60_000, message: text }).not.toBe('nothing');
          for (const page of await fleet.pages()) expect(pages, text).toContain(page);
          await fleet.converge('run', 'activate', '--build', wanted.build);
          await expectVisits(visitors, pages);
          await fleet.expectWhole(wanted.page);
        }
        return points.length;
      },
    );
  }

  /** Runs fck, with something happening at its n-th boundary. The run may fail, but has to end. */
  async function runWhile(args: readonly string[], at: number, happens: () => Promise<void>): Promise<void> {
    let happening: Promise<void> | undefined;
    const { code } = await watch(fleet.project.directory, args, ({ n }) => {
      if (n === at) happening = happens();
    });
    expect(code).not.toBeNull();
    expect(happening, 'the run got there').toBeDefined();
    await happening;
  }
}

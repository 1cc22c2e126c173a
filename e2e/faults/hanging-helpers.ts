import { expect } from 'vitest';
import { activate, boundariesOf, buildAndCopy, type Deed, rollBack } from './fixture/attempt.js';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, inTurn, sample } from './fixture/form.js';
import type { SandboxMachine } from './fixture/sandbox-machine.js';
import { watch } from './fixture/watched-run.js';

/** The helpers of a host are stopped after a change, while its connection stays. */
export function hangingHelpers(fleet: Fleet): void {
  for (const deed of inTurn([buildAndCopy, activate, rollBack], 0)) hang(deed);

  function hang(deed: Deed): void {
    fault(
      `the helpers of a host hang while fck ${deed.verb}`,
      'no request failed; fck ended by itself, and a run that failed said why; the next run converged, or named what still ran; once the helpers continued, clean',
      async () => {
        const points = sample((await boundariesOf(fleet, deed)).filter(isChange).slice(0, -2), 1);
        for (const { n, text } of points) {
          const { args, pages, next, after } = await deed.attempt(fleet);
          const visitors = fleet.load(2, 50);
          const { machine, pids } = await runAndHang(args, n);
          expect(pids, text).not.toEqual([]);
          const { code, stderr } = await fleet.fck(...next, '--lock-wait', '60');
          // What they were doing waits for them, and keeps other runs out.
          if (code !== 0) expect(stderr, text).toContain('LOCK_STEPS_RUN');
          await machine.continueHelpers(pids);
          await fleet.converge(...next);
          await expectVisits(visitors, pages);
          await fleet.expectWhole(after);
          // A sudo that was stopped may keep its helper's input open: that ends only after minutes of silence.
          await machine.killHelpers();
        }
        return points.length;
      },
    );
  }

  /** Runs fck, and stops the helpers of the host that it changes at its n-th boundary or soon after. */
  async function runAndHang(args: readonly string[], at: number) {
    let hung: { machine: SandboxMachine; stopping: Promise<string[]> } | undefined;
    const { code, said } = await watch(fleet.project.directory, args, (boundary) => {
      if (hung || boundary.n < at || !isChange(boundary)) return;
      const machine = fleet.machines.find(({ name }) => boundary.text.startsWith(`change ${name}:`));
      if (!machine) return;
      hung = { machine, stopping: machine.stopHelpers() };
      // It is awaited when the run has ended.
      hung.stopping.catch(() => {});
    });
    expect(code).not.toBeNull();
    if (code !== 0) expect(said).toMatch(/OUTCOME_UNKNOWN|CONNECTION_LOST|LOOK_TIMEOUT/);
    if (!hung) throw new Error('the run did not get there');
    return { machine: hung.machine, pids: await hung.stopping };
  }
}

function isChange({ text }: { text: string }): boolean {
  return text.startsWith('change');
}

import { expect } from 'vitest';
import { expectVisits, type Fleet } from './fixture/fleet.js';
import { fault, times } from './fixture/form.js';
import type { SandboxMachine } from './fixture/sandbox-machine.js';

const DAY = 86_400;

/** A host whose clock differs from those of the others. */
export function wrongClocks(fleet: Fleet): void {
  fault(
    'the clock of one host is weeks behind or ahead',
    'builds, copies, activations, rollbacks and locks worked as always; no request failed',
    async () => {
      const repeated = times(1, 10);
      for (let n = 0; n < repeated; n += 1) {
        const wrong = fleet.machines[n % fleet.machines.length];
        if (!wrong) throw new Error('a fleet has two hosts');
        const shift = (n % 4 < 2 ? -40 : 40) * DAY;
        await wrong.shiftClock(shift);
        try {
          await expectClock(wrong, shift);
          await deployOnce();
        } finally {
          await wrong.shiftClock(0);
        }
      }
      return repeated;
    },
  );

  /** The time as fck sees it, as the login user and as root. */
  async function expectClock({ name }: SandboxMachine, shift: number): Promise<void> {
    const told = (await fleet.project.onHost(name, 'date +%s; sudo date +%s')).trim().split('\n').map(Number);
    for (const seconds of told) expect(Math.abs(seconds - Date.now() / 1000 - shift)).toBeLessThan(60);
  }

  async function deployOnce(): Promise<void> {
    const { active } = await fleet.editions();
    const after = fleet.commitPage();
    const visitors = fleet.load(2, 50);
    await fleet.converge('run', 'build', 'activate');
    await fleet.expectWhole(after);
    await fleet.converge('rollback', active.build);
    await fleet.expectWhole(active.page);
    const { previous } = await fleet.editions();
    const ended = await Promise.all(
      [active, previous].map(({ build }) => fleet.fck('run', 'activate', '--force', '--build', build)),
    );
    expect(ended.map(({ code }) => code)).toContain(0);
    await expectVisits(visitors, [active.page, after]);
    await fleet.expectWhole((await fleet.editions()).active.page);
  }
}

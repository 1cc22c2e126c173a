import type { Fleet } from './fixture/fleet.js';
import { hostTrouble } from './fixture/host-trouble.js';
import type { SandboxMachine } from './fixture/sandbox-machine.js';

/** A host dies in the middle of a run, and comes back. */
export function dyingHosts(fleet: Fleet): void {
  hostThat('loses its power, and what was not yet synced,', 0, (machine) => machine.cutPower());
  hostThat('is shut down', 1, (machine) => machine.stop());
  hostThat('reboots', 2, (machine) => machine.reboot());

  function hostThat(happens: string, turn: number, begin: (machine: SandboxMachine) => Promise<void>): void {
    const held =
      'the other host dropped no request; the host that came back served the old or the new build only; the next run converged';
    hostTrouble(
      fleet,
      { title: [`a host ${happens}`, ''], held, begin, end: () => fleet.startHosts() },
      turn,
    );
  }
}

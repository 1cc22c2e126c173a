import { setTimeout as delay } from 'node:timers/promises';
import { sh } from '../command/command.js';
import { messageOf } from '../errors/fck-error.js';
import { remoteErrors } from '../errors/remote.js';
import type { Machine } from './machine.js';

/** Containers share the kernel's boot id: there, the start time of PID 1 identifies a boot. */
const bootMark = sh`cat /proc/sys/kernel/random/boot_id; sed 's/.*) //' /proc/1/stat | cut -d' ' -f20`;

/**
 * Reboots a machine and returns once it has booted again and answers.
 *
 * @throws FckError `REBOOT_FAILED` when the time is over.
 */
export async function rebootMachine(
  machine: Machine,
  hostName: string,
  withinSeconds: number,
  order: () => Promise<void>,
): Promise<void> {
  const before = await markOf(machine);
  // The connection often breaks during the command itself; the new boot shows whether it worked.
  const refused = await order().then(
    () => undefined,
    (error: unknown) => error,
  );
  const deadline = Date.now() + withinSeconds * 1000;
  let why = refused ? messageOf(refused) : 'it still runs the old boot.';
  while (Date.now() < deadline) {
    await delay(250);
    await machine.disconnect();
    try {
      if ((await markOf(machine)) !== before) return;
    } catch (error) {
      why = messageOf(error);
    }
  }
  throw remoteErrors.reboot(hostName, withinSeconds, why);
}

async function markOf(machine: Machine): Promise<string> {
  const shell = await machine.shell(undefined);
  const { code, stdout, stderr } = await shell.look(bootMark.text, { timeout: 20 });
  // Ended because the machine goes down: any partial answer would look like another boot.
  if (code !== 0) throw remoteErrors.commandFailed(machine.host.name, bootMark.text.trim(), code, stderr);
  return stdout;
}

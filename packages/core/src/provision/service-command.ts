import type { Facts } from '../api/facts.js';

/**
 * The command by which an administrator sees, starts or restarts a daemon of a host: that of its init system. For messages.
 *
 * @param unit what the system calls the daemon
 */
export function serviceCommand(
  { init }: Pick<Facts, 'init'>,
  verb: 'status' | 'start' | 'restart',
  unit: string,
): string {
  if (init === 'systemd') return `sudo systemctl ${verb} ${unit}`;
  return `sudo ${init === 'openrc' ? 'rc-service' : 'service'} ${unit} ${verb}`;
}

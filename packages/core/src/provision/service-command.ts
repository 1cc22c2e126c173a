import type { Facts } from '../api/facts.js';

/**
 * The command with which an administrator inspects, starts or restarts a daemon of a host, for its init system. For
 * messages.
 *
 * @param unit the system's name for the daemon
 */
export function serviceCommand(
  { init }: Pick<Facts, 'init'>,
  verb: 'status' | 'start' | 'restart',
  unit: string,
): string {
  if (init === 'systemd') return `sudo systemctl ${verb} ${unit}`;
  return `sudo ${init === 'openrc' ? 'rc-service' : 'service'} ${unit} ${verb}`;
}

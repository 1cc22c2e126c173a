import type { Registered } from '../../api/registry.js';
import type { Remote } from '../../api/remote.js';
import type { Instance, ProcessManager } from '../../api/service.js';
import { sh } from '../../command/command.js';
import { activationErrors } from '../../errors/activation.js';
import { sockets } from './host-functions.js';

/** The owner of a port that an instance was given. */
export type PortOwner = 'instance' | 'nobody' | { readonly stranger: string };

/**
 * Finds out which process listens on a TCP port. Any local user may bind a port before the service does, or after it
 * crashed, so an answer proves nothing: each listening socket of the port must be held by the main process of the
 * instance or one of its descendants. See proc(5), `/proc/net/tcp` and `/proc/PID/fd`.
 */
export async function portOwner(remote: Remote, port: number, mainProcess: number): Promise<PortOwner> {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const found = await remote.as('root').query(
    sockets.program(
      'show_owner',
      { port, main_process: mainProcess },
      sh`
inodes=$(awk -v port=${hex} '$4 == "0A" { n = split($2, at, ":"); if (at[n] == port && (at[1] == "0100007F" || at[1] ~ /^0+$/)) print $10 " " $8 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
[ -n "$inodes" ] || { echo nobody; exit; }
pids=$(cat /proc/[0-9]*/stat 2>/dev/null | sed 's/^\([0-9]*\) (.*) [A-Za-z] \([0-9]*\) .*/\1 \2/' | awk -v main=${mainProcess} '
  { parent[$1] = $2 }
  END { for (pid in parent) { at = pid; for (depth = 0; at > 1 && depth < 99; depth++) { if (at == main) { print pid; break } at = parent[at] } } }')
ours=$(for pid in $pids; do ls -l "/proc/$pid/fd" 2>/dev/null; done | sed -n 's/.*socket:\[\([0-9]*\)\]$/\1/p')
echo "$inodes" | while read -r inode uid; do
  echo "$ours" | grep -qx "$inode" || { echo "uid $uid"; exit; }
done`,
    ),
  );
  if (found === '') return 'instance';
  if (found === 'nobody') return 'nobody';
  return { stranger: found };
}

/**
 * Checks that the answer on a TCP port comes from the instance itself.
 *
 * @throws FckError `PORT_TAKEN_OVER`
 */
export async function expectOwnPort(
  remote: Remote,
  { value: manager }: Registered<ProcessManager>,
  { id, endpoint }: Instance,
): Promise<void> {
  if (endpoint?.kind !== 'tcp') return;
  const pid = await manager.mainProcess(remote, id);
  const found = pid === undefined ? 'nobody' : await portOwner(remote, endpoint.port, pid);
  if (found === 'instance') return;
  const who =
    found === 'nobody' ? 'no process of it listens there' : `a process of ${found.stranger} listens there`;
  throw activationErrors.portTakenOver(remote.host.name, id, endpoint.port, who);
}

import { type Remote, sh } from '@fck/core';

/** Worker processes, each as `<pid>:<start time>`: a pid alone could be given to another process later. */
export type Workers = readonly string[];

/** The children of haproxy's master: the one that accepts requests, and old ones that finish theirs. */
const WORKERS_NOW = sh`
master=$(systemctl show --property MainPID --value haproxy)
[ "$master" -gt 0 ] || exit 0
cat /proc/[0-9]*/stat 2>/dev/null | awk -v master="$master" '$2 == "(haproxy)" && $4 == master { print $1 ":" $22 }'`;

/** All current workers: each may have open requests. Empty if haproxy does not run. */
export async function workersNow(remote: Remote): Promise<Workers> {
  const { stdout } = await remote.look(WORKERS_NOW);
  return stdout.split('\n').filter(Boolean);
}

import { type Remote, sh } from '@fck/core';

/** Worker processes, each as `<pid>:<start time>`: a pid alone could be given to another process later. */
export type Workers = readonly string[];

/** Only the children of the master that owns the pid file: a container may run an nginx of its own on the same host. */
const WORKERS_NOW = sh`
pid_file=$(nginx -T 2>/dev/null | awk '$1 == "pid" { sub(/;.*/, "", $2); print $2; exit }')
[ -n "$pid_file" ] || pid_file=$(nginx -V 2>&1 | tr ' ' '\n' | sed -n 's/^--pid-path=//p')
master=$(cat "$pid_file" 2>/dev/null) || exit 0
cat /proc/[0-9]*/stat 2>/dev/null | awk -v master="$master" '$2 == "(nginx)" && $4 == master { print $1, $22 }' |
while read -r pid start; do
  grep -q 'shutting down' "/proc/$pid/cmdline" 2>/dev/null && doing=ending || doing=serving
  echo "$doing $pid:$start"
done`;

/** All workers, which may hold requests now. None if nginx does not run. */
export async function workersNow(remote: Remote): Promise<Workers> {
  return (await lookForWorkers(remote)).map(([, worker]) => worker);
}

/** The workers that accept new requests: those that a reload replaced only finish their open requests. */
export async function servingWorkers(remote: Remote): Promise<Workers> {
  return (await lookForWorkers(remote)).filter(([doing]) => doing === 'serving').map(([, worker]) => worker);
}

async function lookForWorkers(remote: Remote): Promise<[doing: string, worker: string][]> {
  const { stdout } = await remote.as('root').look(WORKERS_NOW);
  return [...stdout.matchAll(/^(serving|ending) (\d+:\d+)$/gm)].map(([, doing = '', worker = '']) => [
    doing,
    worker,
  ]);
}

/**
 * The replaced workers that still finish their requests. A worker that was not replaced is not waited for: without a
 * reload it would not end.
 */
export async function stillEnding(remote: Remote, workers: Workers): Promise<Workers> {
  if (workers.length === 0) return [];
  const marked = new Set(workers);
  const now = await lookForWorkers(remote);
  return now
    .filter(([doing, worker]) => doing === 'ending' && marked.has(worker))
    .map(([, worker]) => worker);
}

import { type Remote, sh } from '@fck/core';

/** Worker processes, each as `<pid>:<start time>`: a pid alone could be given to another process later. */
export type Workers = readonly string[];

/**
 * Only the children of the master that owns the pid file: a container may run an nginx of its own on the same host. It
 * is asked many times in a switch, so it starts programs only where nginx's main file does not name the pid file.
 */
const WORKERS_NOW = sh`
pid_file() { while read -r name file _; do [ "$name" != pid ] || { echo "\${file%%;*}"; return; }; done; false; }
file=$(pid_file 2>/dev/null </etc/nginx/nginx.conf || nginx -T 2>/dev/null | pid_file ||
  nginx -V 2>&1 | tr ' ' '\n' | sed -n 's/^--pid-path=//p')
{ read -r master <"$file" || exit 0
for process in /proc/[0-9]*; do
  read -r name <"$process"/comm && [ "$name" = nginx ] || continue
  read -r pid _ _ parent _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ _ start _ <"$process"/stat && [ "$parent" = "$master" ] || continue
  # No line ends there.
  title=; read -r title <"$process"/cmdline
  case $title in *'shutting down'*) echo "ending $pid:$start" ;; ?*) echo "serving $pid:$start" ;; esac
done; } 2>/dev/null`;

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

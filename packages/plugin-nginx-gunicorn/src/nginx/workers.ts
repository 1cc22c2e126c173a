import { once, type Remote, shellProgram } from '@fck/core';

/** Worker processes, each as `<pid>:<start time>`: a pid alone could be given to another process later. */
export type Workers = readonly string[];

const workersProgram = once(() => shellProgram(new URL('../../shell/workers.sh', import.meta.url)));

/** All workers, which may hold requests now. None if nginx does not run. */
export async function workersNow(remote: Remote): Promise<Workers> {
  return (await lookForWorkers(remote)).map(([, worker]) => worker);
}

/** The workers that accept new requests: those that a reload replaced only finish their open requests. */
export async function servingWorkers(remote: Remote): Promise<Workers> {
  return (await lookForWorkers(remote)).filter(([doing]) => doing === 'serving').map(([, worker]) => worker);
}

async function lookForWorkers(remote: Remote): Promise<[doing: string, worker: string][]> {
  const { stdout } = await remote.as('root').look(workersProgram());
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

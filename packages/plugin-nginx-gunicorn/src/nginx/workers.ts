import { type Command, once, pythonModule, type Remote, shellProgram } from '@fck/core';

/** Worker processes, each as `<pid>:<start time>`: a pid alone could be given to another process later. */
export type Workers = readonly string[];

const onHost = pythonModule(new URL('../../python/', import.meta.url), 'nginx_workers');

const workersProgram = once(() => shellProgram(new URL('../../shell/workers.sh', import.meta.url)));

/** Seconds that a host waits by itself for the workers of a reload, before fck asks again. */
const WAIT = 1;

/** All workers, which may hold requests now. None if nginx does not run. */
export async function workersNow(remote: Remote): Promise<Workers> {
  return (await lookForWorkers(remote, showWorkers())).map(([, worker]) => worker);
}

/** Whether only new workers accept requests: those that a reload replaced only finish their open requests. */
export async function onlyNewServe(remote: Remote, before: Workers): Promise<boolean> {
  const script = workersProgram();
  const args = { script: script.text, before, seconds: WAIT };
  const found = await lookForWorkers(remote, onHost.program('show_after_reload', args, script));
  const serving = found.filter(([doing]) => doing === 'serving').map(([, worker]) => worker);
  return serving.length > 0 && !serving.some((worker) => before.includes(worker));
}

function showWorkers(): Command {
  const script = workersProgram();
  return onHost.program('show', { script: script.text }, script);
}

async function lookForWorkers(remote: Remote, show: Command): Promise<[doing: string, worker: string][]> {
  const { stdout } = await remote.as('root').look(show);
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
  const now = await lookForWorkers(remote, showWorkers());
  return now
    .filter(([doing, worker]) => doing === 'ending' && marked.has(worker))
    .map(([, worker]) => worker);
}

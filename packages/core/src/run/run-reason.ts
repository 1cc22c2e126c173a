import type { RunReason } from '../api/run.js';

/** Why a run of these tasks began. */
export function reasonOf(tasks: readonly string[]): RunReason {
  if (tasks.includes('rollback')) return 'rollback';
  if (tasks.includes('activate') || tasks.includes('adopt')) return 'deploy';
  return tasks.includes('restart') ? 'restart' : 'task';
}

import { isFckError } from '../errors/fck-error.js';

/** The outcome of work that threw: an interruption by the user is not a failure. */
export function statusOf(thrown: unknown, signal: AbortSignal): 'stopped' | 'failed' {
  const isInterruption = !isFckError(thrown) || thrown.code === 'INTERRUPTED';
  return signal.aborted && isInterruption ? 'stopped' : 'failed';
}

/** Whether work on a host ended because it depends on a change that a dry run has only planned. */
export function isPlanUnknown(thrown: unknown): boolean {
  return isFckError(thrown) && thrown.code === 'PLAN_UNKNOWN';
}

import type { Channel, HostContext } from '@fck/core';

/**
 * Does work with programs on hosts; an interrupt of the run ends them.
 *
 * @throws the reason of the abort
 */
export async function whileWanted<T>(
  { signal }: HostContext,
  channels: readonly Channel[],
  work: () => Promise<T>,
): Promise<T> {
  const stop = () => {
    for (const channel of channels) channel.abort();
  };
  signal.addEventListener('abort', stop, { once: true });
  // A waiting task may get its turn after the interrupt; the abort event fires only once.
  if (signal.aborted) stop();
  try {
    const result = await work();
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

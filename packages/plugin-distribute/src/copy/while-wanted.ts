import type { Channel, HostContext } from '@fck/core';

/**
 * Works with programs on hosts as long as nobody interrupts the run, which ends them.
 *
 * @throws what interrupted it
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
  // Who waited for its turn may get it after the interrupt, which is told once only.
  if (signal.aborted) stop();
  try {
    const result = await work();
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

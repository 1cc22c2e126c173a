import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { hasErrno } from './errno.js';
import { sandboxErrors } from './errors.js';
import type { OnProgress } from './spec.js';

// An abstract socket: the kernel frees it whenever its owner dies, and no file is left behind.
// One per machine, because bridges, subnets and ip_forward belong to the machine, not to a state folder.
const machineLock = '\0fck-sandbox';

/** Runs `work` while no other process on this machine changes its sandboxes. */
export async function withMachineLock<T>(
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(15 * 60_000);
  const stop = signal ? AbortSignal.any([signal, deadline]) : deadline;
  for (;;) {
    signal?.throwIfAborted();
    if (deadline.aborted) throw sandboxErrors.locked();
    const release = await acquire();
    if (release) return work().finally(release);
    await holderIsGone(onProgress, stop);
  }
}

function acquire(): Promise<(() => Promise<void>) | undefined> {
  const waiting = new Set<Socket>();
  const server: Server = createServer((socket) => {
    waiting.add(socket);
    socket.on('error', () => {}).on('close', () => waiting.delete(socket));
    socket.write(`${process.pid}\n`);
  });
  const release = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of waiting) socket.destroy();
    });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (hasErrno(error, 'EADDRINUSE') ? resolve(undefined) : reject(error)));
    server.listen(machineLock, () => resolve(release));
  });
}

/** Resolves when the connection to the holder ends, which it does when the holder releases the lock or dies. */
function holderIsGone(onProgress: OnProgress, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const socket = createConnection(machineLock);
    const abort = () => socket.destroy();
    stop.addEventListener('abort', abort, { once: true });
    if (stop.aborted) abort();
    socket.on('data', (pid) => onProgress(`waiting for another fck (process ${String(pid).trim()})`));
    socket.on('error', () => {});
    socket.on('close', () => {
      stop.removeEventListener('abort', abort);
      resolve();
    });
  });
}

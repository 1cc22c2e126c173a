import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { open as openFile, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Channel, Transport } from '../api/transport.js';
import { messageOf } from '../errors/fck-error.js';
import { transportErrors } from '../errors/transport.js';
import { ChannelSlots } from './channel/channel-slots.js';
import { childChannel } from './channel/child-channel.js';

const NAME = 'this machine';
/** Programs at a time. More would only compete for the same processors. */
const AT_ONCE = 8;

/** The machine that fck runs on, as a {@link Transport}: commands are children of this process. */
export function localTransport(): Transport {
  const slots = new ChannelSlots(AT_ONCE);
  const open = new Set<Channel>();
  let closing: Promise<void> | undefined;
  let settleClosed: () => void;
  const closed = new Promise<void>((resolve) => {
    settleClosed = resolve;
  });

  return {
    kind: 'local',
    closed,
    async open(commandLine) {
      const release = await slots.acquire();
      try {
        // A process group of its own, so that abort() reaches all processes that the shell started.
        const child = spawn('/bin/sh', ['-c', commandLine], { detached: true, stdio: 'pipe' });
        const channel = childChannel(child);
        await once(child, 'spawn');
        open.add(channel);
        void channel.exit.then(() => {
          open.delete(channel);
          release();
        });
        return channel;
      } catch (error) {
        release();
        throw transportErrors.start(NAME, messageOf(error), error);
      }
    },
    async put(localFile, remotePath, onProgress) {
      try {
        await copy(localFile, remotePath, onProgress);
      } catch (error) {
        throw transportErrors.put(NAME, localFile, remotePath, messageOf(error), error);
      }
    },
    async get(remotePath, localFile) {
      try {
        if ((await stat(remotePath)).isFIFO()) throw new Error('it is a named pipe');
        await copy(remotePath, localFile);
      } catch (error) {
        throw transportErrors.get(NAME, remotePath, localFile, messageOf(error), error);
      }
    },
    close() {
      closing ??= (async () => {
        slots.fail(transportErrors.closed(NAME));
        for (const channel of open) channel.abort();
        await Promise.all([...open].map((channel) => channel.exit));
        settleClosed();
      })();
      return closing;
    },
  };
}

/** Streams instead of `copyFile`, which changes the mode of an existing file; other transports do not. */
async function copy(from: string, to: string, onProgress?: (bytes: number) => void): Promise<void> {
  // Opened before the target is truncated: a missing source must leave the target unchanged.
  const source = (await openFile(from)).createReadStream({ highWaterMark: 1024 * 1024 });
  let bytes = 0;
  if (onProgress) {
    source.on('data', (chunk) => {
      bytes += chunk.length;
      onProgress(bytes);
    });
  }
  await pipeline(source, createWriteStream(to));
}

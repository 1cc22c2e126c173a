import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type Channel, endOf, localTransport, sh, type Transport } from '@fck/core';
import { nsenterErrors } from './errors.js';

/**
 * Runs everything in the namespaces of a process: this machine's own transport, with one more program before each command.
 *
 * @param pid process id of a container's first process, as this machine counts
 * @throws FckError `NSENTER_PID` if it is no number
 */
export function nsenterTransport(pid: string): Transport {
  if (!/^[1-9]\d*$/.test(pid)) throw nsenterErrors.noPid(pid);
  const local = localTransport();
  const open = (commandLine: string): Promise<Channel> =>
    local.open(
      sh`exec nsenter --target ${pid} --mount --uts --ipc --net --pid -- /bin/sh -c ${commandLine}`.text,
    );
  return {
    ...local,
    kind: 'nsenter',
    open,
    async put(localFile, remotePath, onProgress) {
      const source = createReadStream(localFile);
      let bytes = 0;
      source.on('data', (chunk) => {
        bytes += chunk.length;
        onProgress?.(bytes);
      });
      const channel = await open(sh`cat >${remotePath}`.text);
      await Promise.all([pipeline(source, channel.stdin), ended(channel, `write ${remotePath}`)]);
    },
    async get(remotePath, localFile) {
      const channel = await open(sh`cat -- ${remotePath}`.text);
      channel.stdin.end();
      await Promise.all([
        pipeline(channel.stdout, createWriteStream(localFile)),
        ended(channel, `read ${remotePath}`),
      ]);
    },
  };
}

async function ended(channel: Channel, what: string): Promise<void> {
  const { code, words } = await endOf(channel);
  if (code !== 0) throw nsenterErrors.failed(what, words);
}

import { createWriteStream } from 'node:fs';
import { open as openFile, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Channel, Transport } from '../../api/transport.js';
import { quote } from '../../command/command.js';
import { isFckError, messageOf } from '../../errors/fck-error.js';
import { transportErrors } from '../../errors/transport.js';
import { waitForExit } from './wait-for-exit.js';

/**
 * Copies files through `cat` on the machine, for transports that have no other way.
 *
 * @param host name for messages
 * @param open starts a command line there
 */
export function filesThroughCat(host: string, open: Transport['open']): Pick<Transport, 'put' | 'get'> {
  return {
    async put(localFile, remotePath, onProgress) {
      try {
        await upload(open, localFile, remotePath, onProgress);
      } catch (error) {
        if (isFckError(error)) throw error;
        throw transportErrors.put(host, localFile, remotePath, messageOf(error), error);
      }
    },
    async get(remotePath, localFile) {
      try {
        await download(open, remotePath, localFile);
      } catch (error) {
        // An incomplete copy.
        await rm(localFile, { force: true }).catch(() => {});
        if (isFckError(error)) throw error;
        throw transportErrors.get(host, remotePath, localFile, messageOf(error), error);
      }
    },
  };
}

async function upload(
  open: Transport['open'],
  localFile: string,
  remotePath: string,
  onProgress: (bytes: number) => void = () => {},
): Promise<void> {
  // Opened before `cat` truncates the target.
  const file = await openFile(localFile);
  try {
    const channel = await open(`cat > ${quote(remotePath)}`);
    let bytes = 0;
    const source = file.createReadStream({ highWaterMark: 256 * 1024, autoClose: false });
    source.on('data', (chunk) => {
      bytes += chunk.length;
      onProgress(bytes);
    });
    channel.stdout.resume();
    const fed = pipeline(source, channel.stdin).then(() => undefined, messageOf);
    // If `cat` ends early, its own message is better than that of the broken pipe.
    const [failure, problem] = await Promise.all([failureOf(channel), fed]);
    if (failure ?? problem) throw new Error(failure ?? problem);
  } finally {
    await file.close();
  }
}

async function download(open: Transport['open'], remotePath: string, localFile: string): Promise<void> {
  const channel = await open(`test ! -p ${quote(remotePath)} && cat < ${quote(remotePath)}`);
  channel.stdin.end();
  const copied = pipeline(channel.stdout, createWriteStream(localFile)).then(
    () => undefined,
    (error: unknown) => {
      channel.abort();
      return messageOf(error);
    },
  );
  const [failure, problem] = await Promise.all([failureOf(channel), copied]);
  if (problem ?? failure) throw new Error(problem ?? failure);
}

/** Why a program failed, from the end of its stderr; undefined if it succeeded. */
async function failureOf(channel: Channel): Promise<string | undefined> {
  const { code, signal, lost, stderrTail } = await waitForExit(channel);
  if (code === 0) return undefined;
  if (lost) return 'the connection broke';
  return stderrTail || `it could not be read (cat ended with ${code ?? signal})`;
}

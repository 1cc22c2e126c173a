import { pipeline } from 'node:stream/promises';
import type { Build, Channel, Command, Host, HostContext, Remote } from '@fck/core';
import { copyErrors } from './errors.js';
import { bestCompression, packFolder, unpackInto } from './tar-stream.js';

/**
 * Copies a folder from host to host through this machine, which holds no more of it than is under way.
 *
 * @throws FckError `COPY_INTERRUPTED` with what the failing end said.
 */
export async function relay(context: HostContext, build: Build, from: Host, folder: string): Promise<void> {
  const source = context.remoteOf(from);
  const path = context.paths.build(build.name);
  const compression = await bestCompression(source, context.remote);
  const [reader, writer] = await openBoth(
    [source, packFolder(path, compression)],
    [context.remote, unpackInto(folder, compression)],
  );
  const stop = () => {
    reader.channel.abort();
    writer.channel.abort();
  };
  context.signal.addEventListener('abort', stop, { once: true });
  try {
    // What broke is told by how the two ends came to theirs.
    await pipeline(reader.channel.stdout, writer.channel.stdin).catch(stop);
    await Promise.all([succeeded(reader, build, from), succeeded(writer, build, from)]);
    context.signal.throwIfAborted();
  } finally {
    context.signal.removeEventListener('abort', stop);
  }
}

/** One end of a relay, and the last of what it said on standard error. */
interface End {
  readonly channel: Channel;
  readonly host: string;
  said(): string;
}

type Opening = readonly [Remote, Command];

async function openBoth(source: Opening, target: Opening): Promise<[End, End]> {
  const reader = await open(source);
  try {
    const writer = await open(target);
    writer.channel.stdout.resume();
    return [reader, writer];
  } catch (error) {
    reader.channel.abort();
    throw error;
  }
}

async function open([remote, command]: Opening): Promise<End> {
  const channel = await remote.stream(command);
  let said = '';
  channel.stderr.on('data', (chunk: Buffer | string) => {
    said = (said + chunk.toString()).slice(-2000);
  });
  return { channel, host: remote.host.name, said: () => said };
}

async function succeeded(end: End, build: Build, from: Host): Promise<void> {
  const exit = await end.channel.exit;
  if (exit.code === 0) return;
  const why = exit.lost
    ? `the connection to ${end.host} was lost`
    : `tar failed on ${end.host} (exit ${exit.code ?? exit.signal})`;
  throw copyErrors.interrupted(build.name, from.name, why, end.said());
}

import { createWriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { type Channel, endOf, type FckError, isFckError, messageOf, quote, transportErrors } from '@fck/core';
import type { Client, SFTPWrapper } from 'ssh2';
import type { SshTarget } from '../errors.js';
import { loadSsh } from '../ssh2/ssh-module.js';

/** What copying needs of a connection. */
interface Connection {
  readonly target: SshTarget;
  readonly client: Client;
  readonly closed: Promise<void>;
  open(commandLine: string): Promise<Channel>;
  /** Waits for one of the few channels; the result must be called when that channel has ended. */
  slot(): Promise<() => void>;
  /** The error that a failure on this connection is: that it is lost, if it is, else the given one. */
  explain(error: FckError): FckError;
}

/** Bytes from which on the extra round trips of an SFTP session do not matter. */
const LARGE = 1024 * 1024;

/**
 * Copies a local file to a machine: small ones through `cat`, which is three round trips, large ones by SFTP with many writes in
 * flight. Where the server has no SFTP, `cat` takes them all.
 */
export async function upload(
  connection: Connection,
  localFile: string,
  remotePath: string,
  onProgress: (bytes: number) => void = () => {},
): Promise<void> {
  try {
    const file = await open(localFile);
    try {
      const { size } = await file.stat();
      if (size >= LARGE && (await bySftp(connection, localFile, remotePath, onProgress))) return;
      const channel = await connection.open(`cat > ${quote(remotePath)}`);
      let bytes = 0;
      const source = file.createReadStream({ highWaterMark: 256 * 1024, autoClose: false });
      source.on('data', (chunk) => {
        bytes += chunk.length;
        onProgress(bytes);
      });
      channel.stdout.resume();
      const fed = pipeline(source, channel.stdin).then(() => undefined, messageOf);
      // If `cat` ends early, it says why better than the broken pipe does.
      const [words, problem] = await Promise.all([ending(channel), fed]);
      if (words ?? problem) throw new Error(words ?? problem);
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isFckError(error)) throw error;
    const { host } = connection.target;
    throw connection.explain(transportErrors.put(host, localFile, remotePath, messageOf(error), error));
  }
}

/** Copies a file of a machine to a local path. What came of a failed copy is removed. */
export async function download(connection: Connection, remotePath: string, localFile: string): Promise<void> {
  try {
    const channel = await connection.open(`test ! -p ${quote(remotePath)} && cat < ${quote(remotePath)}`);
    channel.stdin.end();
    const copied = pipeline(channel.stdout, createWriteStream(localFile)).then(
      () => undefined,
      (error: unknown) => {
        channel.abort();
        return messageOf(error);
      },
    );
    const [words, problem] = await Promise.all([ending(channel), copied]);
    if (problem ?? words) throw new Error(problem ?? words);
  } catch (error) {
    await rm(localFile, { force: true }).catch(() => {});
    if (isFckError(error)) throw error;
    const { host } = connection.target;
    throw connection.explain(transportErrors.get(host, remotePath, localFile, messageOf(error), error));
  }
}

/** Why a program failed, in its own words; undefined if it did not. */
async function ending(channel: Channel): Promise<string | undefined> {
  const { code, signal, lost, words } = await endOf(channel);
  if (code === 0) return undefined;
  if (lost) return 'the connection broke';
  return words || `it could not be read (cat ended with ${code ?? signal})`;
}

/** Gives false if the server has no SFTP. Each copy has a session of its own, so that several may run side by side. */
async function bySftp(
  connection: Connection,
  localFile: string,
  remotePath: string,
  onProgress: (bytes: number) => void,
): Promise<boolean> {
  const release = await connection.slot();
  try {
    const session = await startSftp(connection);
    if (!session) return false;
    const closed = new Promise<void>((resolve) => session.once('close', () => resolve()));
    const sftp = loadSsh().newClient();
    sftp.client = connection.client;
    sftp.sftp = session;
    try {
      await sftp.fastPut(localFile, remotePath, { step: (total) => onProgress(total) });
    } finally {
      session.end();
    }
    await Promise.race([closed, connection.closed]);
    return true;
  } finally {
    release();
  }
}

function startSftp(connection: Connection): Promise<SFTPWrapper | undefined> {
  return new Promise((resolve) => {
    connection.client.sftp((error, session) => resolve(error ? undefined : session));
  });
}

import { stat } from 'node:fs/promises';
import {
  type FckError,
  filesThroughCat,
  isFckError,
  messageOf,
  type Transport,
  transportErrors,
} from '@fck/core';
import type { Client, SFTPWrapper } from 'ssh2';
import type { SshTarget } from '../errors.js';
import { loadSsh } from '../ssh2/ssh-module.js';

/** What copying needs of a connection. */
interface Connection extends Pick<Transport, 'open' | 'closed'> {
  readonly target: SshTarget;
  readonly client: Client;
  /** Waits for one of the few channels; the caller must call the result when that channel has ended. */
  slot(): Promise<() => void>;
  /** The error to report for a failure here: the loss of the connection if it is lost, else the given error. */
  explain(error: FckError): FckError;
}

/** Bytes from which on the extra round trips of an SFTP session do not matter. */
const LARGE = 1024 * 1024;

/**
 * Copies files: small ones through `cat`, which is three round trips, large ones to the machine by SFTP with many writes in flight. If
 * the server has no SFTP, `cat` takes them all.
 */
export function filesOver(connection: Connection): Pick<Transport, 'put' | 'get'> {
  const { host } = connection.target;
  const throughCat = filesThroughCat(host, (commandLine) => connection.open(commandLine));
  return {
    async put(localFile, remotePath, onProgress = () => {}) {
      try {
        const { size } = await stat(localFile);
        if (size >= LARGE && (await bySftp(connection, localFile, remotePath, onProgress))) return;
        await throughCat.put(localFile, remotePath, onProgress);
      } catch (error) {
        throw connection.explain(
          isFckError(error)
            ? error
            : transportErrors.put(host, localFile, remotePath, messageOf(error), error),
        );
      }
    },
    async get(remotePath, localFile) {
      try {
        await throughCat.get(remotePath, localFile);
      } catch (error) {
        throw isFckError(error) ? connection.explain(error) : error;
      }
    },
  };
}
/** Returns false if the server has no SFTP. Each copy has its own session, so that several can run in parallel. */
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

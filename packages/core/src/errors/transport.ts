import { errorKind } from './fck-error.js';

/** What a transport throws. A plugin that brings one uses these, and adds errors of its own. */
export const transportErrors = {
  lost: errorKind(
    'CONNECTION_LOST',
    'The connection to a host broke. Whether the command in flight ended is not known; it is looked up, never repeated blindly.',
    (host: string, why: string, address = host) => ({
      message: `The connection to ${address} was lost: ${why}.`,
      hint: 'Check the network and the host, then run the same command again: it goes on where it stopped.',
      host,
    }),
  ),
  closed: errorKind(
    'CONNECTION_CLOSED',
    'Something was asked of a host after its connection had been closed by fck itself. This is a mistake in fck or in a plugin.',
    (host: string) => ({
      message: `The connection to ${host} was closed already.`,
      hint: 'A plugin used a host after the run was over. Tell its author.',
      host,
    }),
  ),
  start: errorKind(
    'COMMAND_START',
    'A command could not be started at all.',
    (host: string, why: string, cause?: unknown) => ({
      message: `A command could not be started on ${host}: ${why}.`,
      hint: 'The host may be out of memory or processes.',
      host,
      cause,
    }),
  ),
  put: errorKind(
    'UPLOAD_FAILED',
    'A file could not be copied to a host: it cannot be read here, or there is no room, no permission, no such directory there.',
    (host: string, localFile: string, remotePath: string, why: string, cause?: unknown) => ({
      message: `${localFile} could not be copied to ${remotePath} on ${host}: ${why}.`,
      hint: 'Check that the file can be read here, that the directory exists on the host, has room, and that the login user may write there.',
      host,
      cause,
    }),
  ),
  get: errorKind(
    'DOWNLOAD_FAILED',
    'A file of a host could not be copied here.',
    (host: string, remotePath: string, localFile: string, why: string, cause?: unknown) => ({
      message: `${remotePath} of ${host} could not be copied to ${localFile}: ${why}.`,
      hint: 'Check that the file exists and that the login user may read it.',
      host,
      cause,
    }),
  ),
};

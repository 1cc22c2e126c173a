import { errorKind } from './fck-error.js';

/** Errors of transports. A plugin that provides a transport uses these, and adds its own. */
export const transportErrors = {
  lost: errorKind(
    'CONNECTION_LOST',
    'The connection to a host broke. It is not known whether the running command finished; fck checks, and never repeats it blindly.',
    (host: string, why: string, address = host) => ({
      message: `The connection to ${address} was lost: ${why}.`,
      hint: 'Check the network and the host, then run the same command again: it continues where it stopped.',
      host,
    }),
  ),
  closed: errorKind(
    'CONNECTION_CLOSED',
    'A host was used after fck had closed its connection. This is an error in fck or in a plugin.',
    (host: string) => ({
      message: `The connection to ${host} is already closed.`,
      hint: 'A plugin used a host after the run ended. Report it to the author of the plugin.',
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
    'A file could not be copied to a host: it cannot be read here, or the host has no space, no such directory, or denies permission.',
    (host: string, localFile: string, remotePath: string, why: string, cause?: unknown) => ({
      message: `${localFile} could not be copied to ${remotePath} on ${host}: ${why}.`,
      hint: 'Check that the file can be read here, and that the directory exists on the host, has space, and is writable for the login user.',
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

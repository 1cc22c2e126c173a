import { createRequire } from 'node:module';
import type * as ssh2 from 'ssh2';
import { once } from '../once.js';

/** What is used of ssh2-sftp-client, which brings no types. */
export interface SftpClient {
  /** The ssh2 client beneath. */
  client: ssh2.Client;
  /** The SFTP session that its methods use. */
  sftp: ssh2.SFTPWrapper | undefined;
  fastPut(localPath: string, remotePath: string, options?: ssh2.TransferOptions): Promise<string>;
}

type Callbacks = Record<'error' | 'end' | 'close', () => void>;

/** ssh2-sftp-client, and the ssh2 that it is built upon. */
export interface SshModule {
  /** A client that prints nothing. */
  newClient(): SftpClient;
  readonly parseKey: typeof ssh2.utils.parseKey;
  readonly createAgent: typeof ssh2.createAgent;
  readonly BaseAgent: typeof ssh2.BaseAgent;
}

/** Loads it when a first host is connected: it takes tens of milliseconds, which `fck --help` need not pay. */
export const loadSsh = once((): SshModule => {
  const require = createRequire(import.meta.url);
  const Sftp: new (name: string, callbacks: Callbacks) => SftpClient = require('ssh2-sftp-client');
  // ssh2 as ssh2-sftp-client sees it, so that both speak of the same classes.
  const { utils, createAgent, BaseAgent }: typeof ssh2 = createRequire(require.resolve('ssh2-sftp-client'))(
    'ssh2',
  );
  const nothing = (): void => {};
  return {
    newClient: () => new Sftp('fck', { error: nothing, end: nothing, close: nothing }),
    parseKey: utils.parseKey,
    createAgent,
    BaseAgent,
  };
});

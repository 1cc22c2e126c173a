import { createRequire } from 'node:module';
import type * as ssh2 from 'ssh2';

/** The used part of ssh2-sftp-client, which has no types of its own. */
export interface SftpClient {
  /** The ssh2 client beneath. */
  client: ssh2.Client;
  /** The SFTP session that its methods use. */
  sftp: ssh2.SFTPWrapper | undefined;
  fastPut(localPath: string, remotePath: string, options?: ssh2.TransferOptions): Promise<string>;
}

type Callbacks = Record<'error' | 'end' | 'close', () => void>;

/** What the packages export. */
export interface SshPackages {
  readonly Sftp: new (name: string, callbacks: Callbacks) => SftpClient;
  readonly ssh2: typeof ssh2;
}

/** Loads the packages as they are installed. The bundle of the command has both in one file instead. */
export function sshPackages(): SshPackages {
  const require = createRequire(import.meta.url);
  return {
    Sftp: require('ssh2-sftp-client'),
    // Resolved from ssh2-sftp-client: ssh2 compares classes, and npm may have installed it twice.
    ssh2: createRequire(require.resolve('ssh2-sftp-client'))('ssh2'),
  };
}

import { once } from '@fck/core';
import type * as ssh2 from 'ssh2';
import { type SftpClient, sshPackages } from './ssh-packages.js';

/** ssh2-sftp-client, and the ssh2 that it is built upon. */
export interface SshModule {
  /** A client that prints nothing. */
  newClient(): SftpClient;
  readonly parseKey: typeof ssh2.utils.parseKey;
  readonly createAgent: typeof ssh2.createAgent;
  readonly BaseAgent: typeof ssh2.BaseAgent;
}

/** Loads ssh2 when the first host is connected: that takes tens of milliseconds, which `fck --help` need not pay. */
export const loadSsh = once((): SshModule => {
  const { Sftp, ssh2 } = sshPackages();
  const { utils, createAgent, BaseAgent } = ssh2;
  const nothing = (): void => {};
  return {
    newClient: () => new Sftp('fck', { error: nothing, end: nothing, close: nothing }),
    parseKey: utils.parseKey,
    createAgent,
    BaseAgent,
  };
});

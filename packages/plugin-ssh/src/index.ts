import { join } from 'node:path';
import { definePlugin } from '@fck/core';
import { SharedJumps } from './connection/shared-jumps.js';
// Declares the errors, so that `fck explain` knows them before a host is connected.
import './errors.js';

/** Reaches hosts by SSH: `transport: ssh`, the default of every host with an address. */
export default definePlugin({
  name: 'ssh',
  apply(fck) {
    const jumps = new SharedJumps();
    fck.hooks.connect.tapPromise('ssh', async (host, { project, note, signal }) => {
      if (host.transport !== 'ssh') return undefined;
      const { connectSsh } = await import('./connect-ssh.js');
      return connectSsh(host, {
        jumps,
        knownHostsFile: join(project.stateDirectory, 'known_hosts'),
        env: process.env,
        onNotice: note,
        signal,
      });
    });
  },
});

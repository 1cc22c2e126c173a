import { definePlugin } from '@fck/core';
import { nsenterTransport } from './transport.js';

/** Reaches containers of this machine: `transport: nsenter`, with the pid of the container's first process as address. */
export default definePlugin({
  name: 'nsenter',
  apply(fck) {
    fck.hooks.connect.tap('nsenter', (host) =>
      host.transport === 'nsenter' ? nsenterTransport(host.address, host.name) : undefined,
    );
  },
});

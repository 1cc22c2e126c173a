import { connect as connectSocket, createServer, type Socket } from 'node:net';
import ssh from '@fck/plugin-ssh';
import { fakeProject } from '@fck/testing';
import type { Host } from '../../api/host.js';
import type { Transport } from '../../api/transport.js';
import { createFckWithoutProject } from '../../create.js';
import type { ContractPlace } from './place.test.helper.js';

/**
 * A machine that is reached by SSH, over a way that can be broken while the machine and its sshd stay as they are.
 *
 * @param hostOf the machine; called when a test needs it
 * @param stateOf the folder with the file of pinned host keys
 */
export function sshPlace(
  hostOf: () => Host,
  stateOf: () => string,
  options: Omit<ContractPlace, 'host' | 'connect'> = {},
): ContractPlace {
  return {
    ...options,
    get host() {
      return hostOf();
    },
    connect: async () => {
      const host = hostOf();
      const way = await breakableWay(host.address, host.ssh.port ?? 22);
      const transport = await connectBySsh(
        { ...host, address: '127.0.0.1', ssh: { ...host.ssh, port: way.port } },
        stateOf(),
      );
      void transport.closed.then(way.close);
      return { transport, cut: way.cut };
    },
  };
}

/** Connects to a host by the plugin. */
export async function connectBySsh(host: Host, stateDirectory: string): Promise<Transport> {
  const fck = await createFckWithoutProject({ defaultPlugins: [ssh] });
  const transport = await fck.hooks.connect.promise(host, {
    project: { ...fakeProject([]), stateDirectory },
    signal: new AbortController().signal,
    note: () => {},
  });
  if (!transport) throw new Error('the plugin did not connect');
  return transport;
}

/** A port of this machine that leads to another address, until it is cut. */
async function breakableWay(
  address: string,
  port: number,
): Promise<{ readonly port: number; cut(): void; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connectSocket({ host: address, port, noDelay: true });
    near.setNoDelay();
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('no port');
  return {
    port: bound.port,
    cut: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
    close: () => void server.close(),
  };
}

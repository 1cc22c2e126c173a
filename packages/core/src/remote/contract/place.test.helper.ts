import { spawnSync } from 'node:child_process';
import { fakeHost } from '@fck/testing';
import type { Host } from '../../api/host.js';
import type { Exit, Transport } from '../../api/transport.js';
import { transportErrors } from '../../errors/transport.js';
import { localTransport } from '../../transport/local.js';

/** A connection of its own to the machine of a test. */
export interface Connection {
  readonly transport: Transport;
  /** Breaks it, as a dead network does. */
  cut(): void;
}

/** A machine on which the contract of `Remote` is tested. */
export interface ContractPlace {
  readonly host: Host;
  connect(): Promise<Connection>;
  /** Another way to the same machine, for looking at what was done. Default: a connection of its own. */
  readonly witness?: (() => Promise<Transport>) | undefined;
  /** True where only the way of connecting differs from another place: tests that move much data, or wait, are left out. */
  readonly isVariant?: boolean | undefined;
  /** Why the login user cannot act as root and as other users there; undefined if it can. */
  readonly noOthers?: string | undefined;
  /** Why the transport cannot send signals to the login user's programs there; undefined if it can. */
  readonly noSignals?: string | undefined;
}

const NAME = 'here';

/** This machine as a host. */
export const localHost = fakeHost({ name: NAME, address: 'local', transport: 'local', user: undefined });

/** A connection to this machine that can break. */
export async function breakableLocal(): Promise<Connection> {
  const transport = localTransport();
  const breaks = new Set<() => void>();
  let isBroken = false;
  return {
    transport: {
      ...transport,
      open: async (commandLine) => {
        if (isBroken) throw transportErrors.lost(NAME, 'the test broke it');
        const channel = await transport.open(commandLine);
        const lost = new Promise<Exit>((resolve) => {
          breaks.add(() => {
            for (const stream of [channel.stdin, channel.stdout, channel.stderr]) stream.destroy();
            resolve({ code: null, lost: true });
            channel.abort();
          });
        });
        return { ...channel, exit: Promise.race([channel.exit, lost]) };
      },
    },
    cut: () => {
      isBroken = true;
      for (const cut of breaks) cut();
    },
  };
}

/** Why sudo cannot be used on this machine without a password; undefined if it can. */
export const noLocalSudo =
  spawnSync('sudo', ['-n', 'true']).status === 0 ? undefined : 'sudo is missing, or asks for a password';

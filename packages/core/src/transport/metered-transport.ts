import { stat } from 'node:fs/promises';
import type { Channel, Transport } from '../api/transport.js';
import { countingBytes } from './channel/counting-bytes.js';
import type { Meter } from './traffic.js';

/** Round trips of a program on an open connection: opening its channel, then its start and answer. */
const PROGRAM = 2;

/**
 * A transport that counts its traffic.
 *
 * @param awaits whether the caller waits for each program's end; it does not for a shell that stays open.
 */
export function meteredTransport(
  transport: Transport,
  meter: Meter,
  { awaits }: { readonly awaits: boolean },
): Transport {
  const isRemote = transport.opening !== undefined;
  const begin = (): void => {
    if (isRemote) meter.roundTrip(PROGRAM);
    meter.channel();
  };
  return {
    kind: transport.kind,
    opening: transport.opening,
    closed: transport.closed,
    async open(commandLine): Promise<Channel> {
      begin();
      meter.sent(Buffer.byteLength(commandLine));
      const opening = transport.open(commandLine);
      if (awaits) void meter.waiting(opening.then(({ exit }) => exit)).catch(() => {});
      return countingBytes(await opening, meter);
    },
    async put(localFile, remotePath, onProgress) {
      begin();
      await meter.waiting(transport.put(localFile, remotePath, onProgress));
      meter.sent((await stat(localFile)).size);
    },
    async get(remotePath, localFile) {
      begin();
      await meter.waiting(transport.get(remotePath, localFile));
      meter.received((await stat(localFile)).size);
    },
    close: () => transport.close(),
  };
}

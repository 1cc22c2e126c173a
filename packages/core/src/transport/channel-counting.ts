import { countingBytes } from './channel-bytes.js';
import type { Transport } from './transport.js';

/** What went over a transport. */
export interface TransportCounts {
  opens: number;
  puts: number;
  gets: number;
  bytesSent: number;
  bytesReceived: number;
  /** The command lines, in the order in which they were started. */
  readonly commands: string[];
}

/** A transport that counts what goes over it, for tests that say how many round trips something may cost. */
export function countingTransport(transport: Transport): Transport & { readonly counts: TransportCounts } {
  const counts: TransportCounts = {
    opens: 0,
    puts: 0,
    gets: 0,
    bytesSent: 0,
    bytesReceived: 0,
    commands: [],
  };
  return {
    counts,
    kind: transport.kind,
    closed: transport.closed,
    async open(commandLine) {
      counts.opens += 1;
      counts.commands.push(commandLine);
      return countingBytes(await transport.open(commandLine), {
        sent: (bytes) => {
          counts.bytesSent += bytes;
        },
        received: (bytes) => {
          counts.bytesReceived += bytes;
        },
      });
    },
    put(localFile, remotePath, onProgress) {
      counts.puts += 1;
      return transport.put(localFile, remotePath, onProgress);
    },
    get(remotePath, localFile) {
      counts.gets += 1;
      return transport.get(remotePath, localFile);
    },
    close: () => transport.close(),
  };
}

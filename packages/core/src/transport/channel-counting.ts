import type { Channel, Transport } from './transport.js';

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
      return counted(await transport.open(commandLine), counts);
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

/** Watches `push` and `write`, because a 'data' listener would make the stream flow before its reader is there. */
function counted(channel: Channel, counts: TransportCounts): Channel {
  for (const stream of [channel.stdout, channel.stderr]) {
    const push = stream.push.bind(stream);
    stream.push = (chunk: unknown, encoding?: BufferEncoding) => {
      if (chunk instanceof Uint8Array) counts.bytesReceived += chunk.length;
      return push(chunk, encoding);
    };
  }
  const { stdin } = channel;
  const write: typeof stdin._write = stdin._write.bind(stdin);
  stdin._write = (chunk: Buffer, encoding, callback) => {
    counts.bytesSent += chunk.length;
    write(chunk, encoding, callback);
  };
  return channel;
}

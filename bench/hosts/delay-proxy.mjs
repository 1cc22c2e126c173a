// A separate process: forwards TCP connections to hosts and delays every byte by half a round trip, in order, without limiting
// the bytes in flight. It has no slow start, unlike TCP over a long distance, which favours contestants that send much.
// Its one argument is {oneWay, routes: [{listen: {address, port}, to: {address, port}}]}; it says `ready` when it listens.
import { createServer, Socket } from 'node:net';

const { oneWay, routes } = JSON.parse(process.argv[2]);
const mostInFlight = 2 ** 26;

/** Forwards data from one end to the other, each chunk after its delay. */
function carry(from, to) {
  let inFlight = 0;
  from.on('data', (data) => {
    inFlight += data.length;
    if (inFlight > mostInFlight) from.pause();
    setTimeout(() => {
      inFlight -= data.length;
      from.resume();
      to.write(data);
    }, oneWay);
  });
  from.on('end', () => setTimeout(() => to.end(), oneWay));
  from.on('error', () => setTimeout(() => to.destroy(), oneWay));
}

/**
 * A client is connected to this process at once. Over a real network, the client would be connected after one round trip, and the
 * host half a round trip later, so both begin after these delays.
 */
function accept(client, to) {
  client.pause();
  setTimeout(() => {
    const host = new Socket({ allowHalfOpen: true }).setNoDelay();
    setTimeout(() => host.connect(to.port, to.address), oneWay);
    carry(client, host);
    carry(host, client);
    client.resume();
  }, 2 * oneWay);
}

let waiting = routes.length;
for (const { listen, to } of routes) {
  const server = createServer({ noDelay: true, allowHalfOpen: true }, (client) => accept(client, to));
  server.listen({ port: listen.port, host: listen.address, backlog: 511 }, () => {
    waiting -= 1;
    if (waiting === 0) process.stdout.write('ready\n');
  });
}

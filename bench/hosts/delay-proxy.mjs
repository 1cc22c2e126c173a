// A process of its own: carries TCP connections to hosts and delays every byte by half a round trip, in order, without
// limiting how many travel at once. It has no slow start as TCP over a long way has: that favours those who send much.
// Its one argument is {oneWay, routes: [{listen: {address, port}, to: {address, port}}]}; it says `ready` when it listens.
import { createServer, Socket } from 'node:net';

const { oneWay, routes } = JSON.parse(process.argv[2]);
const mostInFlight = 2 ** 26;

/** Hands on what comes from one end to the other, each piece after its delay. */
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
 * A client is connected to this process at once; over a real network it is after one round trip, and the host learns of it
 * half of one later. Both begin when they would.
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

import type { Duplex } from 'node:stream';

/**
 * Counts the round trips on a socket that was just opened: how often something was received after something was sent, the opening
 * among it, upon which a server greets. Only for talk that goes back and forth, such as logging in.
 *
 * @returns what ends the counting and gives the number
 */
export function countTurns(socket: Duplex): () => number {
  let turns = 0;
  let isOwed = true;
  const { push, write } = socket;
  socket.push = (chunk: unknown, encoding?: BufferEncoding) => {
    if (isOwed && chunk !== null) turns += 1;
    isOwed = false;
    return push.call(socket, chunk, encoding);
  };
  // While logging in, nothing but a chunk is given to it.
  socket.write = (chunk: unknown) => {
    isOwed = true;
    return Reflect.apply(write, socket, [chunk]);
  };
  return () => {
    socket.push = push;
    socket.write = write;
    return turns;
  };
}

import { pipeline } from 'node:stream/promises';
import type { Channel, Command, Exit, HostContext, Remote, Secret } from '@fck/core';
import { whileFlowing } from './stall.js';
import { tailOf } from './tail-of.js';
import { whileWanted } from './while-wanted.js';

/**
 * A copy through this machine is given up once nothing has passed for so long, in seconds: longer than the receiving end waits
 * for another copy. A lost connection ends it within half a minute.
 */
const STALLED = 1200;

/** How the receiving end of a copy came to its end. */
export interface Exchanged {
  readonly exit: Exit;
  /** What it printed last. */
  readonly output: string;
  /** The end of the error output of both. */
  readonly stderrTail: string;
}

/**
 * Lets a host get a build by itself.
 *
 * @param input what the command reads on its standard input
 */
export async function exchangeStraight(
  context: HostContext,
  receive: Command,
  title: string,
  input?: Secret,
): Promise<Exchanged> {
  const receiver = follow(await context.remote.stream(receive, { title }));
  return whileWanted(context, [receiver.channel], async () => {
    receiver.channel.stdin.end(input?.reveal());
    return {
      exit: await receiver.channel.exit,
      output: receiver.output(),
      stderrTail: receiver.stderrTail(),
    };
  });
}

/**
 * Lets two hosts speak with each other through this machine, which holds no more than is under way. An end that hangs while its
 * connection lives ends the exchange after {@link STALLED}.
 */
export async function exchangeThroughHere(
  context: HostContext,
  { source, send, receive }: { source: Remote; send: Command; receive: Command },
  title: string,
): Promise<Exchanged> {
  const sender = follow(await source.stream(send));
  const receiver = follow(
    await context.remote.stream(receive, { title }).catch((error: unknown) => {
      sender.channel.abort();
      throw error;
    }),
  );
  return whileWanted(context, [sender.channel, receiver.channel], async () => {
    let stalled = '';
    const giveUp = () => {
      stalled = `\nNothing passed for ${STALLED} s: the copy was given up.`;
      for (const { channel } of [sender, receiver]) channel.abort();
    };
    const exit = await whileFlowing(sender.channel.stdout, STALLED, giveUp, () => {
      passOn(receiver.channel.stdout, sender.channel.stdin);
      // What broke is told by how the receiving end came to its own.
      pipeline(sender.channel.stdout, receiver.channel.stdin).catch(() => receiver.channel.abort());
      return receiver.channel.exit;
    });
    sender.channel.abort();
    return {
      exit,
      output: receiver.output(),
      stderrTail: `${sender.stderrTail()}${receiver.stderrTail()}${stalled}`,
    };
  });
}

/** Writes what one end says to the other, no faster than that reads. That it ends is no end for the other. */
function passOn(from: Channel['stdout'], to: Channel['stdin']): void {
  from.on('data', (chunk: Buffer) => {
    if (to.write(chunk) || to.destroyed) return;
    from.pause();
    to.once('drain', () => from.resume()).once('close', () => from.resume());
  });
}

interface End {
  readonly channel: Channel;
  output(): string;
  stderrTail(): string;
}

function follow(channel: Channel): End {
  // A program that ends without reading its input is no failure of ours.
  channel.stdin.on('error', () => undefined);
  return { channel, output: tailOf(channel.stdout), stderrTail: tailOf(channel.stderr.setEncoding('utf8')) };
}

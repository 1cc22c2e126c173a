import { pipeline } from 'node:stream/promises';
import type { Channel, Command, Exit, HostContext, Remote, Secret } from '@fck/core';
import { whileFlowing } from './stall.js';
import { tailOf } from './tail-of.js';
import { whileWanted } from './while-wanted.js';

/**
 * Seconds without any data after which a copy through this machine is aborted: longer than the receiving end waits for
 * another copy. A lost connection ends it within half a minute.
 */
const STALLED = 1200;

/** How the receiving end of a copy ended. */
export interface Exchanged {
  readonly exit: Exit;
  /** Its last output. */
  readonly output: string;
  /** The last lines of both ends' error output. */
  readonly stderrTail: string;
}

/**
 * Makes a host fetch a build by itself.
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

/** The two ends of a copy through this machine. */
interface Ends {
  readonly source: Remote;
  readonly send: Command;
  readonly receive: Command;
  /** Whether much data is expected. */
  readonly bulk: boolean;
}

/**
 * Connects programs on two hosts through this machine, which buffers only the data in flight. An end that hangs while its
 * connection is up ends the exchange after {@link STALLED}.
 */
export async function exchangeThroughHere(
  context: HostContext,
  { source, send, receive, bulk }: Ends,
  title: string,
): Promise<Exchanged> {
  const sender = follow(await source.stream(send, { bulk }));
  const receiver = follow(
    await context.remote.stream(receive, { title, bulk }).catch((error: unknown) => {
      sender.channel.abort();
      throw error;
    }),
  );
  return whileWanted(context, [sender.channel, receiver.channel], async () => {
    let stalled = '';
    const giveUp = () => {
      stalled = `\nNo data for ${STALLED} s: the copy was aborted.`;
      for (const { channel } of [sender, receiver]) channel.abort();
    };
    const exit = await whileFlowing(sender.channel.stdout, STALLED, giveUp, () => {
      passOn(receiver.channel.stdout, sender.channel.stdin);
      // The exit of the receiving end shows what broke.
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

/** Pipes one end's output to the other's input, with back pressure. The end of one does not end the other. */
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
  // It is not a failure if a program ends without reading its input.
  channel.stdin.on('error', () => undefined);
  return { channel, output: tailOf(channel.stdout), stderrTail: tailOf(channel.stderr.setEncoding('utf8')) };
}

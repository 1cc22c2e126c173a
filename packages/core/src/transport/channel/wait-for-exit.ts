import type { Channel, Exit } from '../../api/transport.js';
import { Flood, outputLimits } from './output-limits.js';

/** Characters of the end of stderr to keep. */
const KEPT = 1000;

/** How a program ended, and the end of its error output. */
export interface ChannelExit extends Exit {
  /** The last thousand characters of its stderr, trimmed. */
  readonly stderrTail: string;
}

/**
 * Waits for a program to end. Its stdout is discarded unless the caller began to read it before, so that the program cannot block on
 * it. A program that prints without end to a discarded stdout is ended.
 *
 * @example
 * const copied = pipeline(channel.stdout, createWriteStream(file));
 * const [{ code, stderrTail }] = await Promise.all([waitForExit(channel), copied]);
 */
export async function waitForExit(channel: Channel): Promise<ChannelExit> {
  let stderrTail = '';
  const flood = new Flood(outputLimits.change, () => channel.abort());
  channel.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderrTail = (stderrTail + text).slice(-KEPT);
    flood.add(text.length);
  });
  // `null`: neither read, nor paused by a caller.
  if (channel.stdout.readableFlowing === null)
    channel.stdout.on('data', ({ length }: Buffer | string) => flood.add(length));
  const exit = await channel.exit;
  return { ...exit, stderrTail: stderrTail.trim() };
}

import type { Channel, Transport } from '../api/transport.js';
import { Flood, outputLimits } from '../transport/channel/output-limits.js';
import { type ChangeCommand, SUDO_IS_DONE } from './change-command.js';

/** Milliseconds within which sudo must have started a command. */
const PATIENCE = 60_000;

/**
 * Starts a change, and sends the input that comes before its own.
 *
 * @param line the command: the change's own line, or one that wraps it.
 */
export async function startChange(
  transport: Pick<Transport, 'open'>,
  line: string,
  { forSudo, announces, preamble }: Omit<ChangeCommand, 'line'>,
): Promise<Channel> {
  const channel = await transport.open(line);
  if (forSudo !== '') channel.stdin.write(forSudo);
  if (announces) await dropAnnouncement(channel);
  if (preamble !== '') channel.stdin.write(preamble);
  return channel;
}

/**
 * Removes the announcement, and the output of PAM before it. Returns as well if the output ends without one: the exit
 * code has the reason.
 */
async function dropAnnouncement(channel: Channel): Promise<void> {
  const { stdout } = channel;
  const announcement = `${SUDO_IS_DONE}\n`;
  const flood = new Flood(outputLimits.start, () => channel.abort());
  const timer = setTimeout(() => channel.abort(), PATIENCE);
  let output = Buffer.alloc(0);
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      for (const event of ['end', 'error', 'close']) stdout.off(event, done);
      stdout.off('readable', take);
      resolve();
    };
    // Read on demand: a `data` listener would discard the rest before its reader is attached.
    const take = (): void => {
      for (;;) {
        const chunk: unknown = stdout.read();
        if (!Buffer.isBuffer(chunk)) return;
        flood.add(chunk.length);
        output = Buffer.concat([output, chunk]);
        const start = output.indexOf(announcement);
        if (start < 0) continue;
        const rest = output.subarray(start + announcement.length);
        done();
        if (rest.length > 0) stdout.unshift(rest);
        return;
      }
    };
    for (const event of ['end', 'error', 'close']) stdout.once(event, done);
    stdout.on('readable', take);
  });
}

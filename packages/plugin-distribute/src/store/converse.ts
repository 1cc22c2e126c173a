import { createInterface } from 'node:readline';
import type { Channel, Exit, HostContext } from '@fck/core';
import { tailOf } from '../copy/tail-of.js';
import { whileWanted } from '../copy/while-wanted.js';

/** The maximum length of a line in bytes; guards against a faulty program. */
const TOO_MUCH = 64 * 1024 * 1024;

/** How a program ended after an exchange of lines. */
export interface Conversed {
  readonly exit: Exit;
  /** The end of its error output. */
  readonly stderrTail: string;
}

/**
 * Exchanges lines with a program until it ends.
 *
 * @param first its first input
 * @param answer returns the answer to a line, if any. An error that it throws ends the program, and is thrown again
 */
export async function converse(
  context: HostContext,
  channel: Channel,
  first: string,
  answer: (line: string) => Promise<string | undefined>,
): Promise<Conversed> {
  // The exit shows how the program ended.
  channel.stdin.on('error', () => undefined);
  const stderrTail = tailOf(channel.stderr.setEncoding('utf8'));
  try {
    return await whileWanted(context, [channel], async () => {
      channel.stdin.write(`${first}\n`);
      const lines = createInterface({ input: channel.stdout });
      let heard = 0;
      // A line without end would fill the memory.
      channel.stdout.on('data', ({ length }: Buffer) => {
        heard += length;
        if (heard > TOO_MUCH) channel.abort();
      });
      // The output of an abandoned program may never end.
      void channel.exit.then(() => lines.close());
      for await (const line of lines) {
        const answered = await answer(line);
        if (answered !== undefined) channel.stdin.write(`${answered}\n`);
      }
      const exit = await channel.exit;
      return { exit, stderrTail: stderrTail() };
    });
  } finally {
    channel.abort();
  }
}

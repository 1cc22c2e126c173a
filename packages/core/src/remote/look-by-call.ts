import { buffer } from 'node:stream/consumers';
import type { LookOptions, LookResult } from '../api/remote.js';
import { within } from '../attribution/within.js';
import type { PythonCall } from '../command/python-module.js';
import { shellErrors } from '../errors/shell.js';
import { transportErrors } from '../errors/transport.js';
import { Flood, limitText, outputLimits } from '../transport/channel/output-limits.js';
import type { Helper } from '../transport/helper/helper.js';
import { codeOf } from '../transport/shell/shell-types.js';

const LOOK_TIMEOUT = 60;

/**
 * The result of a Python function that changes nothing, called by a helper.
 *
 * @throws FckError `LOOK_TIMEOUT`, `CONNECTION_LOST`, `TOO_MUCH_OUTPUT`
 */
export async function lookByCall(
  helper: Helper,
  call: PythonCall,
  hostName: string,
  options: LookOptions,
): Promise<LookResult> {
  const channel = helper.open({ verb: 'call', call });
  channel.stdin.end();
  const flood = new Flood(outputLimits.look, () => channel.abort());
  for (const output of [channel.stdout, channel.stderr])
    output.on('data', ({ length }: Buffer) => flood.add(length));
  const seconds = options.timeout ?? LOOK_TIMEOUT;
  const ended = Promise.all([buffer(channel.stdout), buffer(channel.stderr), channel.exit]);
  const [stdout, stderr, exit] = await within(seconds, ended, () => {
    channel.abort();
    return shellErrors.lookTimeout(hostName, call.function, seconds);
  });
  if (flood.isOver) throw shellErrors.tooMuchOutput(hostName, call.function, limitText(outputLimits.look));
  if (exit.lost) {
    const why = exit.silent
      ? 'nothing has answered there for a minute'
      : 'it broke while something was looked up';
    throw transportErrors.lost(hostName, why);
  }
  return { code: codeOf(exit), stdout: stdout.toString(), stderr: stderr.toString() };
}

import type { Command } from '../command/command.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { transportErrors } from '../errors/transport.js';
import type { Fck } from '../fck.js';
import type { Selection } from '../hosts/select.js';
import { codeOf } from '../transport/shell-types.js';
import type { Exit } from '../transport/transport.js';
import { onEach } from './rollout.js';

/** What came of a command on one host. */
export interface ExecResult {
  readonly host: string;
  /**
   * 128 and the signal's number if a signal ended it. Undefined if the host could not be asked, or its connection broke: then `error`
   * says so.
   */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly error?: string | undefined;
  /** What to do about the error. */
  readonly hint?: string | undefined;
}

/** Runs a command once on each chosen host, on a channel of its own: it may change things. */
export async function execOn(fck: Fck, command: Command, selection: Selection): Promise<ExecResult[]> {
  const outcomes = await onEach(await fck.hosts(selection), fck.parallel, async (host) => {
    const channel = await (await fck.connections.machineOf(host).transport()).open(command.text);
    channel.stdin.end();
    const [stdout, stderr, exit] = await Promise.all([
      textOf(channel.stdout),
      textOf(channel.stderr),
      channel.exit,
    ]);
    return { host: host.name, ...outcomeOf(exit, host.name), stdout, stderr };
  });
  return outcomes.map((outcome) => {
    const { redactor } = fck.connections;
    if (!outcome.ok)
      return {
        host: outcome.item.name,
        code: undefined,
        stdout: '',
        stderr: '',
        error: messageOf(outcome.error),
        hint: isFckError(outcome.error) ? outcome.error.hint : undefined,
      };
    return {
      ...outcome.result,
      stdout: redactor.redact(outcome.result.stdout),
      stderr: redactor.redact(outcome.result.stderr),
    };
  });
}

/** A command whose connection broke has no exit code: nobody knows how it ended. */
function outcomeOf(exit: Exit, host: string): Pick<ExecResult, 'code' | 'error'> {
  if (!exit.lost) return { code: codeOf(exit) };
  const { message } = transportErrors.lost(host, 'whether the command has ended there is not known');
  return { code: undefined, error: message };
}

async function textOf(stream: AsyncIterable<Buffer | string>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

import type { Readable } from 'node:stream';
import type { Command } from '../command/command.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { transportErrors } from '../errors/transport.js';
import type { Fck } from '../fck.js';
import type { Selection } from '../hosts/select.js';
import { Flood, limitText, outputLimits } from '../transport/output-limits.js';
import { codeOf } from '../transport/shell-types.js';
import type { Exit } from '../transport/transport.js';
import { onEach } from './rollout.js';

/** What came of a command on one host. */
export interface ExecResult {
  readonly host: string;
  /**
   * 128 and the signal's number if a signal ended it. Undefined if the host could not be asked, its connection broke, or the command
   * was ended because it printed too much: then `error` says so.
   */
  readonly code: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly error?: string | undefined;
  /** The code of that error: `OUTPUT_TOO_LONG`. */
  readonly errorCode?: string | undefined;
  /** What to do about the error. */
  readonly hint?: string | undefined;
}

/** Runs a command once on each chosen host, on a channel of its own: it may change things. */
export async function execOn(fck: Fck, command: Command, selection: Selection): Promise<ExecResult[]> {
  const outcomes = await onEach(await fck.hosts(selection), fck.parallel, async (host) => {
    const channel = await (await fck.connections.machineOf(host).transport()).open(command.text);
    channel.stdin.end();
    const flood = new Flood(outputLimits.exec, () => channel.abort());
    const [stdout, stderr] = [collect(channel.stdout, flood), collect(channel.stderr, flood)];
    const exit = await channel.exit;
    const outcome = flood.isOver ? flooded(command, host.name) : outcomeOf(exit, host.name);
    return { host: host.name, ...outcome, stdout: stdout(), stderr: stderr() };
  });
  return outcomes.map((outcome) => {
    const { redactor } = fck.connections;
    if (!outcome.ok)
      return {
        host: outcome.item.name,
        stdout: '',
        stderr: '',
        ...failureOf(outcome.error),
      };
    return {
      ...outcome.result,
      stdout: redactor.redact(outcome.result.stdout),
      stderr: redactor.redact(outcome.result.stderr),
    };
  });
}

/** A command whose connection broke has no exit code: nobody knows how it ended. */
function outcomeOf(exit: Exit, host: string): Pick<ExecResult, 'code' | 'error' | 'errorCode' | 'hint'> {
  if (!exit.lost) return { code: codeOf(exit) };
  const lost = transportErrors.lost(host, 'whether the command has ended there is not known');
  return { ...failureOf(lost), hint: undefined };
}

/** Keeps what comes, as long as it is not too much. */
function collect(stream: Readable, flood: Flood): () => string {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => {
    if (!flood.isOver) chunks.push(chunk);
    flood.add(chunk.length);
  });
  return () => Buffer.concat(chunks).toString();
}

function flooded(command: Command, host: string): Pick<ExecResult, 'code' | 'error' | 'errorCode' | 'hint'> {
  return failureOf(transportErrors.tooMuchOutput(host, command.text.trim(), limitText(outputLimits.exec)));
}

function failureOf(thrown: unknown): Pick<ExecResult, 'code' | 'error' | 'errorCode' | 'hint'> {
  const known = isFckError(thrown) ? { errorCode: thrown.code, hint: thrown.hint } : {};
  return { code: undefined, error: messageOf(thrown), ...known };
}

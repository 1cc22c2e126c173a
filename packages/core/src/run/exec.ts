import type { Readable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ExecFollower, ExecResult } from '../api/exec.js';
import type { Host } from '../api/host.js';
import type { Selection } from '../api/selection.js';
import type { Channel, Exit } from '../api/transport.js';
import type { Command } from '../command/command.js';
import { isFckError, messageOf } from '../errors/fck-error.js';
import { shellErrors } from '../errors/shell.js';
import { transportErrors } from '../errors/transport.js';
import type { ConnectedFck } from '../hosts/connections.js';
import { onEach } from '../rollout.js';
import { Flood, limitText, outputLimits } from '../transport/channel/output-limits.js';
import { codeOf } from '../transport/shell/shell-types.js';
import { startAs } from './start-as.js';

/** Runs a command once on each chosen host, on a channel of its own. It may change the host. */
export function execOn(
  fck: ConnectedFck,
  command: Command,
  selection: Selection,
  follower?: ExecFollower,
  as?: string,
): Promise<ExecResult[]> {
  const start = async (host: Host): Promise<Channel> => {
    const channel =
      as === undefined
        ? await (await fck.connections.machineOf(host).transport()).open(command.text)
        : await startAs(fck, host, { user: as }, command);
    channel.stdin.end();
    return channel;
  };
  return execOnEach(fck, command, selection, start, follower);
}

/**
 * Runs a command once on each chosen host.
 *
 * @param start starts it there
 */
export async function execOnEach(
  fck: ConnectedFck,
  command: Command,
  selection: Selection,
  start: (host: Host) => Promise<Channel>,
  follower: ExecFollower = {},
): Promise<ExecResult[]> {
  const hosts = await fck.hosts(selection);
  follower.begins?.(hosts.map(({ name }) => name));
  const outcomes = await onEach(hosts, fck.parallel, async (host) => {
    const result = await execOnOne(fck, command, host, start, follower).catch(
      (error: unknown): ExecResult => ({ host: host.name, stdout: '', stderr: '', ...failureOf(error) }),
    );
    follower.ended?.(result);
    return result;
  });
  return outcomes.map((outcome) => {
    if (outcome.ok) return outcome.result;
    throw outcome.error;
  });
}

async function execOnOne(
  fck: ConnectedFck,
  command: Command,
  host: Host,
  start: (host: Host) => Promise<Channel>,
  follower: ExecFollower,
): Promise<ExecResult> {
  const { connections } = fck;
  const { name } = host;
  const channel = await start(host);
  const flood = new Flood(outputLimits.exec, () => channel.abort());
  const follow = (stream: 'stdout' | 'stderr') =>
    collect(channel[stream], flood, {
      redact: (text) => connections.redactor.redact(text),
      tell: follower.output && ((text) => follower.output?.(name, stream, text)),
    });
  const [stdout, stderr] = [follow('stdout'), follow('stderr')];
  const exit = await channel.exit;
  const outcome = flood.isOver ? flooded(command, name) : outcomeOf(exit, name);
  return { host: name, ...outcome, stdout: stdout(), stderr: stderr() };
}

/** A command whose connection broke has no exit code: its outcome is unknown. */
function outcomeOf(exit: Exit, host: string): Pick<ExecResult, 'code' | 'error' | 'errorCode' | 'hint'> {
  if (!exit.lost) return { code: codeOf(exit) };
  const lost = transportErrors.lost(host, 'whether the command has ended there is not known');
  return { ...failureOf(lost), hint: undefined };
}

/** Keeps the output up to a limit, and emits whole lines at once if there is a listener. */
function collect(
  stream: Readable,
  flood: Flood,
  { redact, tell }: { redact: (text: string) => string; tell: ((text: string) => void) | undefined },
): () => string {
  const chunks: Buffer[] = [];
  const decoder = new StringDecoder('utf8');
  /** The unfinished line. Its parts are joined once: it may be as long as the limit. */
  const begun: string[] = [];
  const follow = (text: string) => {
    const end = text.lastIndexOf('\n') + 1;
    if (end > 0) tell?.(redact(begun.splice(0).join('') + text.slice(0, end)));
    if (end < text.length) begun.push(text.slice(end));
  };
  stream.on('data', (chunk: Buffer) => {
    if (!flood.isOver) {
      chunks.push(chunk);
      if (tell) follow(decoder.write(chunk));
    }
    flood.add(chunk.length);
  });
  return () => {
    begun.push(decoder.end());
    const rest = begun.splice(0).join('');
    if (rest !== '') tell?.(redact(rest));
    return redact(Buffer.concat(chunks).toString());
  };
}

function flooded(command: Command, host: string): Pick<ExecResult, 'code' | 'error' | 'errorCode' | 'hint'> {
  return failureOf(shellErrors.tooMuchOutput(host, command.text.trim(), limitText(outputLimits.exec)));
}

function failureOf(thrown: unknown): Pick<ExecResult, 'code' | 'error' | 'errorCode' | 'hint'> {
  const known = isFckError(thrown) ? { errorCode: thrown.code, hint: thrown.hint } : {};
  return { code: undefined, error: messageOf(thrown), ...known };
}

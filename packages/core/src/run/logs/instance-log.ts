import { StringDecoder } from 'node:string_decoder';
import type { Host } from '../../api/host.js';
import type { Registered } from '../../api/registry.js';
import type { Remote } from '../../api/remote.js';
import type { ProcessManager } from '../../api/service.js';
import type { LogReader, ReadLogLine } from '../../api/service-log.js';
import type { Channel } from '../../api/transport.js';
import { type Command, sh } from '../../command/command.js';
import { logErrors } from '../../errors/log.js';
import { remoteErrors } from '../../errors/remote.js';
import { transportErrors } from '../../errors/transport.js';
import { LineSplitter } from '../../remote/line-splitter.js';
import { Flood, limitText, outputLimits } from '../../transport/channel/output-limits.js';
import type { RunContainer } from '../run-container.js';
import { startAs } from '../start-as.js';
import type { WantedLogs } from './wanted-logs.js';

/** Lines of each instance that are shown, and that are searched for a text, unless the user says how many. */
const LAST = { shown: 100, searched: 10_000 } as const;
/** Characters of an error to keep. */
const LONGEST_ERROR = 2000;

/** The log of one instance, while it is read. */
export interface OpenLog {
  /** Resolves at the end of the log; rejects if it cannot be read to its end. */
  readonly ended: Promise<void>;
  stop(): void;
}

/** Where to read a log. */
export interface LogSource {
  readonly host: Host;
  readonly remote: Remote;
  /** Of the instance. */
  readonly id: string;
  readonly manager: Registered<ProcessManager>;
}

/**
 * How to read the part of a log that the user wants; undefined if the process manager does not say how.
 *
 * @param isNew whether the instance started after the others were opened: its log is read from the beginning
 */
export function readerOf(
  { id, manager }: LogSource,
  wanted: WantedLogs,
  isNew: boolean,
): LogReader | undefined {
  const { follow } = wanted;
  const of = (lines: number | undefined, since?: number) =>
    manager.value.logReader?.(id, { lines, since, follow });
  if (isNew) return of(undefined);
  if (wanted.since === undefined) return of(lastLines(wanted));
  const reader = of(wanted.lines, wanted.since / 1000);
  return reader?.hasTimes === false ? of(lastLines(wanted)) : reader;
}

/** Opens the log of an instance. */
export async function openLog(
  fck: RunContainer,
  source: LogSource,
  reader: LogReader | undefined,
  wanted: WantedLogs,
  emit: (line: ReadLogLine) => void,
): Promise<OpenLog> {
  const { host, remote, id, manager } = source;
  const { follow, containing } = wanted;
  const emitFound = (line: ReadLogLine) => {
    if (containing === undefined || line.text.includes(containing)) emit(line);
  };
  if (!reader) {
    if (follow) throw logErrors.notFollowed(host.name, manager.name);
    const log = await manager.value.logs(remote, id, lastLines(wanted));
    for (const text of fck.redact(log).split('\n')) if (log !== '') emitFound({ at: undefined, text });
    return { ended: Promise.resolve(), stop: () => {} };
  }
  const channel = await startAs(
    fck,
    host,
    { user: 'root' },
    follow ? whileConnected(reader.command) : reader.command,
  );
  if (!follow) channel.stdin.end();
  let isStopped = false;
  return {
    ended: readLines(fck, host, channel, reader, follow, emitFound, () => isStopped),
    stop: () => {
      isStopped = true;
      channel.abort();
    },
  };
}

function lastLines({ lines, containing }: WantedLogs): number {
  return lines ?? (containing === undefined ? LAST.shown : LAST.searched);
}

/** Ends a program as soon as its input ends, as that of a broken connection does: it may have nothing to print for days. */
function whileConnected(command: Command): Command {
  return sh`exec 3<&0
( ${command} ) 3<&- &
log=$!
{ cat <&3 >/dev/null; kill "$log"; } >/dev/null 2>&1 &
watcher=$!
exec 3<&-
wait "$log"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;
}

async function readLines(
  fck: RunContainer,
  host: Host,
  channel: Channel,
  reader: LogReader,
  follow: boolean,
  emit: (line: ReadLogLine) => void,
  isStopped: () => boolean,
): Promise<void> {
  const flood = new Flood(follow ? Number.POSITIVE_INFINITY : outputLimits.exec, () => channel.abort());
  const decoder = new StringDecoder('utf8');
  const splitter = new LineSplitter(
    (text) => text,
    (printed) => {
      const line = reader.lineOf(printed);
      if (line && !flood.isOver) emit({ at: line.at, text: fck.redact(line.text) });
    },
    Number.POSITIVE_INFINITY,
  );
  let error = '';
  channel.stdout.on('data', (chunk: Buffer) => {
    flood.add(chunk.length);
    if (!flood.isOver) splitter.add(decoder.write(chunk));
  });
  channel.stderr.on('data', (chunk: Buffer) => {
    error = (error + chunk.toString()).slice(-LONGEST_ERROR);
  });
  const exit = await channel.exit;
  splitter.end();
  if (isStopped()) return;
  if (flood.isOver) throw logErrors.tooLong(host.name, limitText(outputLimits.exec));
  if (exit.lost) throw transportErrors.lost(host.name, 'its log is not read any further');
  if (exit.code !== 0)
    throw remoteErrors.commandFailed(
      host.name,
      reader.command.text,
      exit.code ?? exit.signal ?? 'unknown',
      fck.redact(error.trimEnd()),
    );
}

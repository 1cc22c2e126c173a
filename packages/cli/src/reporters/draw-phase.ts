import cliTruncate from 'cli-truncate';
import { formatDuration } from '../terminal/duration.js';
import type { Palette } from '../terminal/palette.js';
import { markOf, outcomeText, remark } from './event-text.js';
import type { HostView, PhaseView } from './phase-view.js';

/** The input of a frame of the live display. */
export interface Frame {
  readonly palette: Palette;
  /** Maximum columns and lines. */
  readonly width: number;
  readonly height: number;
  /** The spinner of a host at work. */
  readonly spinner: string;
  readonly now: number;
}

/** Maximum lines of asides in a frame. The final text contains all of them. */
const ASIDES = 3;
/** Milliseconds after which a row shows how long its host has worked. */
const LONG = 3_000;

/**
 * One frame of the live display: never larger than the terminal, however many hosts there are. If not all fit, failed hosts and
 * those that have worked longest are shown.
 */
export function drawFrame(view: PhaseView, frame: Frame): string[] {
  const asides = view.asides.slice(-ASIDES);
  const room = Math.max(1, frame.height - asides.length);
  const whole = view.hosts.reduce((lines, host) => lines + 1 + host.lines.length, 0);
  const lines =
    whole <= room
      ? wholeLines(view, frame)
      : view.hosts.length <= room
        ? rows(view, frame)
        : chosenLines(view, frame, room);
  return [...lines, ...asides].map((line) => cliTruncate(line, frame.width));
}

/** The final text of a phase. Of many hosts, those without changes and messages are only counted. */
export function drawRest(view: PhaseView, palette: Palette): string[] {
  const frame = { palette, spinner: '-', now: 0 };
  const isDull = (host: HostView) => view.isOfMany && host.end?.status === 'ok' && host.lines.length === 0;
  const dull = view.hosts.filter(isDull).length;
  const lines = view.hosts
    .filter((host) => !isDull(host))
    .flatMap((host) => [rowOf(host, frame), ...host.lines.map((line) => `  ${line}`)]);
  const counted =
    dull === 0
      ? []
      : [
          `${markOf('ok', palette)} ${dull} ${lines.length === 0 ? '' : 'other '}${dull === 1 ? 'host' : 'hosts'}  ok`,
        ];
  return [...lines, ...counted, ...view.asides];
}

function rows(view: PhaseView, frame: Frame): string[] {
  return view.hosts.map((host) => rowOf(host, frame));
}

function wholeLines(view: PhaseView, frame: Frame): string[] {
  return view.hosts.flatMap((host) => [rowOf(host, frame), ...host.lines.map((line) => `  ${line}`)]);
}

/** The counts, then failed hosts, then hosts at work, the slowest first. */
function chosenLines({ hosts }: PhaseView, frame: Frame, room: number): string[] {
  const { palette } = frame;
  const failed = hosts.filter(({ end }) => end?.status === 'failed');
  const working = hosts.filter((host) => host.isWorking).toSorted((a, b) => (a.since ?? 0) - (b.since ?? 0));
  const ended = hosts.filter(({ end }) => end !== undefined).length;
  const queued = hosts.length - ended - working.length;
  const count = [
    `${frame.spinner} ${ended}/${hosts.length} hosts`,
    ...(failed.length > 0 ? [palette.red(`✖ ${failed.length}`)] : []),
    ...(working.length > 0 ? [`${working.length} at work`] : []),
    ...(queued > 0 ? [palette.dim(`· ${queued} queued`)] : []),
  ].join('   ');
  const left = room - 1;
  const forFailed = Math.max(Math.floor(left / 2), left - working.length);
  return [
    count,
    ...atMost(failed, forFailed, frame),
    ...atMost(working, left - Math.min(failed.length, forFailed), frame),
  ].slice(0, room);
}

/** Rows of as many hosts as fit, and the number of further ones. */
function atMost(hosts: readonly HostView[], room: number, frame: Frame): string[] {
  if (room <= 0) return [];
  if (hosts.length <= room) return hosts.map((host) => `  ${rowOf(host, frame)}`);
  const shown = hosts.slice(0, room - 1).map((host) => `  ${rowOf(host, frame)}`);
  return [...shown, frame.palette.dim(`  … ${hosts.length - shown.length} more`)];
}

function rowOf(
  host: HostView,
  { palette, spinner, now }: Pick<Frame, 'palette' | 'spinner' | 'now'>,
): string {
  const { end, since, current } = host;
  if (end)
    return `${markOf(end.status, palette)} ${host.name}  ${outcomeText(end, palette)}${remark(end.note)}`;
  if (since === undefined && current === undefined) return palette.dim(`· ${host.name}`);
  const time = now - (since ?? now);
  const elapsed =
    time >= LONG ? `  ${formatDuration(Math.floor(time / 1000) * 1000).replace('.0s', 's')}` : '';
  return `${palette.yellow(spinner)} ${host.name}${current === undefined ? '' : `  ${palette.dim(current)}`}${palette.dim(elapsed)}`;
}

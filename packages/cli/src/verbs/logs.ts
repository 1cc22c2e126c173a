import { errorFields } from '@fck/core';
import { type LogLine, type LogListener, readLogs } from '@fck/core/host';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';

import { createPalette, type Palette, wantsColor } from '../terminal/palette.js';
import { printableJson, printableLine, printableLines } from '../terminal/printable.js';
import { usageErrors } from '../usage-errors.js';
import { whenOf } from './history-texts.js';
import type { Invocation, Verb } from './verb.js';

/** Milliseconds of the units of `--since`. */
const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `fck logs [-f] [-r ROLE] [-H HOST]`: the logs of services on all hosts. Fails if those of a host could not be read. */
export const logs: Verb = async (invocation) => {
  const { io, options, own } = invocation;
  const text = (name: string) => (typeof own[name] === 'string' ? own[name] : undefined);
  const unread = new AbortController();
  const wanted = {
    follow: own['follow'] === true,
    lines: linesIn(text('tail')),
    since: timeIn(text('since')),
    service: text('service'),
    containing: text('grep'),
    signal: AbortSignal.any([invocation.interrupts.signal, unread.signal]),
  };
  const fck = await invocation.project();
  attachReporter(fck, io);
  // Nobody reads any further: `fck logs -f | head`.
  io.stdout.on?.('error', () => unread.abort());
  const all = await readLogs(
    fck,
    options.selection,
    wanted,
    options.json ? documents(invocation) : texts(invocation),
  );
  return all || unread.signal.aborted ? ExitCode.done : ExitCode.failed;
};

function linesIn(given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,7}$/.test(given)) throw usageErrors.invalid(`--tail takes a number of lines, not "${given}"`);
  return Number(given);
}

/** `10m` ago, or a time, in milliseconds of the Unix epoch. */
export function timeIn(given: string | undefined, now = Date.now()): number | undefined {
  if (given === undefined) return undefined;
  const [, count, unit = ''] = /^(\d{1,6})([smhd])$/.exec(given.trim()) ?? [];
  const at = count === undefined ? Date.parse(given) : now - Number(count) * (UNITS[unit] ?? 0);
  if (Number.isNaN(at))
    throw usageErrors.invalid(
      `--since takes a span such as 30s, 10m, 2h or 3d, or a time such as 2026-12-01T03:00, not "${given}"`,
    );
  return at;
}

/** One JSON document a line. What concerns a host as a whole is among them. */
function documents({ io }: Invocation): LogListener {
  const print = (document: object) => io.stdout.write(`${printableJson(document)}\n`);
  return {
    line: ({ at, ...line }) => {
      const time = at === undefined ? undefined : new Date(at).toISOString();
      print({ type: 'line', at: time, ...line });
    },
    note: (host, note) => print({ type: 'note', host, text: note }),
    failed: (host, error) => print({ type: 'error', ...errorFields(error), host }),
  };
}

/** One line of text for each line of a log. Each host has a colour of its own. */
function texts({ io }: Invocation): LogListener {
  const palette = createPalette(wantsColor(io.stdout, io.env));
  const ofErrors = createPalette(wantsColor(io.stderr, io.env));
  const paints = paintsOf(palette);
  const paintOf = new Map<string, (text: string) => string>();
  const paintFor = (host: string) => {
    const paint = paintOf.get(host) ?? paints[paintOf.size % paints.length] ?? palette.cyan;
    paintOf.set(host, paint);
    return paint;
  };
  return {
    line: (line) => {
      const time = line.at === undefined ? '' : `${palette.dim(whenOf(line.at))}  `;
      const label = paintFor(line.host)(`${line.host} ${line.service}${numberOf(line)}`);
      for (const row of printableLines(line.text)) io.stdout.write(`${time}${label}  ${row}\n`);
    },
    note: (host, note) => {
      io.stderr.write(`${ofErrors.cyan(host)}  ${ofErrors.yellow('!')} ${printableLine(note)}\n`);
    },
    failed: (host, error) => {
      const { message, hint } = errorFields(error);
      io.stderr.write(`${ofErrors.cyan(host)}  ${ofErrors.red('✖')} ${printableLine(message)}\n`);
      if (hint !== undefined) io.stderr.write(`  ${ofErrors.cyan('→')} ${printableLine(hint)}\n`);
    },
  };
}

function paintsOf({ cyan, magenta, green, blue, yellow }: Palette): ((text: string) => string)[] {
  return [cyan, magenta, green, blue, yellow];
}

/** The number in the name of a build: `shop_00012_ab12cd3` is `#12`. */
function numberOf({ build }: LogLine): string {
  const digits = /_(\d{5,})_[0-9a-zA-Z]+$/.exec(build)?.[1];
  return digits === undefined ? '' : ` #${Number(digits)}`;
}

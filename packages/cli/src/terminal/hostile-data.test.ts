import type { FckEvent } from '@fck/core';
import { FckError } from '@fck/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonReporter } from '../reporters/json.js';
import { LinesReporter } from '../reporters/lines.js';
import { LiveReporter } from '../reporters/live.js';
import { Plan } from '../reporters/plan.js';
import { QuietReporter } from '../reporters/quiet.js';
import { FakeOutput, fakeIo } from '../testing/fake-io.test.helper.js';
import { fakeProject } from '../testing/fake-project.test.helper.js';
import { givenOptions } from '../testing/options.test.helper.js';
import { printResult } from '../verbs/print-result.js';
import { status } from '../verbs/status.js';
import { drawError } from './draw-error.js';
import { createPalette } from './palette.js';
import { printable, printableJson, printableLine } from './printable.js';
import { drawTable } from './table.js';
import { drawDiff } from './unified-diff.js';

const plain = createPalette(false);

/** What no line may hold: control characters, marks of direction, what cannot be seen, and ends of lines that are none. */
const HOSTILE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

/** Whatever a host may say. */
const said = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    'ok\nweb-9  ✔ ok',
    'a\u202etxt.exe',
    'a\u2028web-9  ✔ ok',
    '\u001b[2J\u009b2J\u001b]0;title\u0007',
    'a\r\nweb-9  ✔ ok',
    'x\ryes',
    '\u2066a\u2069\u200b\ufeff',
  ),
);

/** The lines that were written, without the end of the last. */
const linesOf = (text: string) => text.replace(/\n$/, '').split('\n');

it('a row is one line, whatever a host says', () => {
  fc.assert(
    fc.property(said, (text) => {
      expect(printableLine(text)).not.toMatch(HOSTILE);
      for (const line of printable(text).split('\n')) expect(line).not.toMatch(HOSTILE);
    }),
  );
});

it('a table has as many lines as rows, and no cell that a terminal understands', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(said, { minLength: 2, maxLength: 2 }), { minLength: 1, maxLength: 4 }),
      (rows) => {
        const drawn = drawTable({ columns: ['host', 'said'], rows }, plain).split('\n');
        expect(drawn).toHaveLength(rows.length + 1);
        for (const line of drawn) expect(line).not.toMatch(HOSTILE);
      },
    ),
  );
});

it('JSON says the same, and no terminal understands it', () => {
  fc.assert(
    fc.property(said, fc.constantFrom(undefined, 2), (text, indentation) => {
      const json = printableJson({ [text]: [text] }, indentation);
      expect(JSON.parse(json)).toEqual({ [text]: [text] });
      for (const line of json.split('\n')) expect(line).not.toMatch(HOSTILE);
    }),
  );
});

describe('events with what hosts said', () => {
  const events = (text: string): FckEvent[] => {
    const step = { phase: 'activate', host: 'web-1', plugin: 'nginx', step: text };
    return [
      { type: 'phase:start', at: 0, phase: 'activate', hosts: ['web-1'] },
      { type: 'host:start', at: 0, phase: 'activate', host: 'web-1', role: 'web' },
      { type: 'step:start', at: 0, ...step },
      { type: 'change', at: 0, host: 'web-1', what: text, planned: true },
      { type: 'output', at: 0, host: 'web-1', stream: 'stdout', text },
      { type: 'note', at: 0, level: 'warn', host: 'web-1', text },
      { type: 'note', at: 0, level: 'info', host: 'web-1', text },
      { type: 'error', at: 0, host: 'web-1', code: 'X', message: text },
      { type: 'step:end', at: 0, ...step, status: 'planned', ms: 1, note: text },
      { type: 'host:end', at: 0, phase: 'activate', host: 'web-1', status: 'planned', ms: 1, note: text },
      { type: 'phase:end', at: 0, phase: 'activate', ms: 1 },
    ] as unknown as FckEvent[];
  };

  it.each([
    ['lines', (output: FakeOutput) => new LinesReporter(output, plain, { verbose: true, diff: true })],
    ['quiet', (output: FakeOutput) => new QuietReporter(output, plain)],
    ['JSON', (output: FakeOutput) => new JsonReporter({ stdout: output, stderr: output })],
  ])('draw no line of their own (%s)', async (name, make) => {
    await fc.assert(
      fc.asyncProperty(said, async (text) => {
        const output = new FakeOutput();
        const reporter = make(output);
        for (const event of events(text)) reporter.receive(event);
        await reporter.close();
        for (const line of output.text === '' ? [] : linesOf(output.text)) {
          expect(line).not.toMatch(HOSTILE);
          if (name !== 'JSON') expect(line).toMatch(/^(web-1 {2}|activate: web-1$)/);
        }
      }),
    );
  });

  it('draw no row of their own on a terminal', async () => {
    const output = new FakeOutput();
    const reporter = new LiveReporter(output, plain, { diff: false });
    for (const event of events('ok\nweb-9  ✔ ok\u202e')) reporter.receive(event);
    await reporter.close();
    expect(output.text).not.toContain('\u202e');
    expect(output.text).not.toMatch(/^\S? ?web-9/m);
  });

  it('draw no step of their own in a plan', async () => {
    await fc.assert(
      fc.asyncProperty(said, async (text) => {
        const plan = new Plan();
        for (const event of events(text)) plan.receive(event);
        const lines = (await plan.draw(plain, { diff: true })).split('\n');
        expect(lines.filter((line) => /^ {2}~ /.test(line))).toHaveLength(1);
        expect(lines.filter((line) => /^\S/.test(line))).toEqual(['web-1']);
        for (const line of lines) expect(line).not.toMatch(HOSTILE);
      }),
    );
  });
});

it('a diff shows each line of a file as one, and all of it', async () => {
  const drawn = await drawDiff(
    { path: '/etc/x', before: 'a\n', after: 'evil\rgood\u2028+forged\u202e\n' },
    plain,
  );
  expect(drawn.split('\n').slice(-2)).toEqual(['-a', '+evil␍good +forged']);
});

it('an error has its own lines only: what a host said stands below them', () => {
  fc.assert(
    fc.property(said, (text) => {
      const error = new FckError({
        code: 'X',
        message: text,
        hint: text,
        detail: text,
        host: text,
        where: { file: text },
      });
      for (const line of drawError(error, { palette: plain, verbose: false, cwd: '/' })
        .split('\n')
        .slice(1)) {
        expect(line).toMatch(/^ {2}/);
        expect(line).not.toMatch(HOSTILE);
      }
    }),
  );
});

it('status draws a row a host, whatever its state.json says', async () => {
  const row = {
    host: 'web-1',
    role: 'web',
    address: '192.0.2.1',
    active: 'shop_00001_a\nweb-9  web  192.0.2.9',
    previous: '\u202e',
    since: '\u001b[31m',
    running: true,
    serving: true,
    builds: 1,
    certificate: undefined,
    newest: undefined,
    url: undefined,
    unfinished: { run: 'r\nweb-8', build: 'b\u202e', phase: 'switching', since: '\u2028' } as const,
    maintenance: {
      since: '\u2028',
      message: 'm\nweb-6',
      allow: ['\u202e'],
      allowPaths: ['\n'],
      retryAfter: 300,
    },
    problem: 'a\r\nweb-7',
  };
  const io = fakeIo();
  const { fck } = fakeProject({ status: [row] });
  const invocation = { io, options: givenOptions(), operands: [], own: {}, project: async () => fck };
  await status(invocation as never);
  const lines = linesOf(io.stdout.text);
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).not.toMatch(HOSTILE);
  printResult({ io, options: givenOptions({ json: true }) }, { document: [row] });
  for (const line of linesOf(io.stdout.text)) expect(line).not.toMatch(HOSTILE);
});

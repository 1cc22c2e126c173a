import type { FckEventDraft } from '@fck/core';
import { expect, test } from 'vitest';
import { createPalette } from '../terminal/palette.js';
import { recorded } from '../testing/recorded-run.test.helper.js';
import { Tally } from './tally.js';

const stepFailed = (host: string): FckEventDraft => ({
  type: 'step:end',
  phase: 'finish',
  host,
  plugin: 'core',
  step: 'stop what served before',
  status: 'failed',
  ms: 5,
});

const hostEnded = (host: string, status: 'ok' | 'failed' | 'stopped'): FckEventDraft => ({
  type: 'host:end',
  phase: 'finish',
  host,
  status,
  ms: 9,
});

function lineAfter(...events: FckEventDraft[]): string {
  const tally = new Tally();
  for (const event of recorded(...events)) tally.count(event);
  const end = { v: 1, at: 0, type: 'run:end', run: 'r', ok: true, ms: 2000, failures: [] } as const;
  return tally.line(end, createPalette(false));
}

test('a host whose step failed did not fail, if its phase went on', () => {
  expect(lineAfter(stepFailed('web-1'), hostEnded('web-1', 'ok'))).toContain(
    'nothing to change, 1 with a failed step (web-1), ',
  );
});

test('a host that failed is counted once', () => {
  expect(lineAfter(stepFailed('web-1'), hostEnded('web-1', 'failed'))).toContain(
    'nothing to change, 1 failed (web-1), 2.0s',
  );
});

test('no tick stands where something failed', () => {
  expect(lineAfter(hostEnded('web-1', 'ok'))).toMatch(/^✔ /);
  expect(lineAfter(hostEnded('web-1', 'failed'))).toMatch(/^! .*failed/);
  expect(lineAfter(stepFailed('web-1'), hostEnded('web-1', 'ok'))).toMatch(/^! .*failed/);
});

test('a host that the user stopped did not fail', () => {
  expect(lineAfter(hostEnded('web-1', 'stopped'))).toContain('nothing to change, 1 stopped (web-1), 2.0s');
});

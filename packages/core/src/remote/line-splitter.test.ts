import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LineSplitter } from './line-splitter.js';

function linesOf(pieces: readonly string[], redact = (text: string) => text): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter(redact, (line) => lines.push(line));
  for (const piece of pieces) splitter.add(piece);
  splitter.end();
  return lines;
}

describe('lines', () => {
  it('are whole, however the text is split into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom('a', '\n', 'ü') })), (pieces) => {
        const whole = pieces.join('').split('\n');
        expect(linesOf(pieces)).toEqual(whole.at(-1) === '' ? whole.slice(0, -1) : whole);
      }),
    );
  });

  it('that never end are cut', () => {
    const lines = linesOf([...Array(1000).fill('x'.repeat(1000)), '\nnext\n']);
    expect(lines).toEqual([`${'x'.repeat(16_000)} […]`, 'next']);
  });

  it('are cut after secrets were removed, not in the middle of one', () => {
    const hide = (text: string) => text.replaceAll('s3cret-word', '***');
    expect(linesOf([`${'x'.repeat(15_995)}s3cret-word${'x'.repeat(50_000)}\n`], hide)).toEqual([
      expect.stringMatching(/^x{15995}\*\*\*xx \[…\]$/),
    ]);
  });

  it('are emitted up to a limit, which is reported once', () => {
    const lines = linesOf(Array(300_000).fill('y\n'));
    expect(lines.length).toBeLessThan(200_000);
    expect(lines.filter((line) => line !== 'y')).toEqual(['[…] It printed more than is shown.']);
  });
});

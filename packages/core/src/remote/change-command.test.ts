import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secret } from '../command/secret.js';
import { changeCommand } from './change-command.js';

const self = { user: undefined, password: undefined };

function run(change: { line: string; preamble: string }, input = ''): string {
  return execFileSync('/bin/sh', ['-c', change.line], { input: change.preamble + input }).toString();
}

describe('changeCommand', () => {
  it('gives secrets to the command over standard input, and never on the command line', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...`abc'"$\`\\ \n%{}\u00e9`), minLength: 4, maxLength: 20 }),
        (value) => {
          const change = changeCommand('printf %s "$TOKEN"', self, { env: { TOKEN: secret(value) } });
          expect(change.line).not.toContain(value);
          expect(run(change)).toBe(value);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("leaves the command's own input to it", () => {
    const change = changeCommand('cat; printf %s "$A$B"', self, { env: { A: secret('one1'), B: 'two' } });
    expect(run(change, 'input\n')).toBe('input\none1two');
  });

  it('runs in a folder, and does not run at all if it is not there', () => {
    expect(run(changeCommand('pwd', self, { cwd: '/usr' }))).toBe('/usr\n');
    expect(() => run(changeCommand('echo ran >&2', self, { cwd: '/not there' }))).toThrow(/not there/);
  });

  it('never waits for a password that sudo might ask for', () => {
    expect(changeCommand('true', { user: 'root', password: undefined }, {}).line).toMatch(/^sudo -n /);
  });

  it('answers the password that sudo is made to ask for', () => {
    const { line, preamble } = changeCommand('true', { user: 'root', password: secret('letmein') }, {});
    expect(line).toMatch(/^sudo -k -S /);
    expect(line).not.toContain('letmein');
    expect(preamble).toBe('letmein\n');
  });
});

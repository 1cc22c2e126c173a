import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { secret } from '../command/secret.js';
import { type ChangeCommand, changeCommand } from './change-command.js';

const self = { user: undefined, password: undefined };

function run(change: ChangeCommand, input = '', env = process.env): string {
  const { line, forSudo, preamble } = change;
  return execFileSync('/bin/sh', ['-c', line], { input: forSudo + preamble + input, env }).toString();
}

describe('changeCommand', () => {
  it('sends secrets to the command over standard input, and never on the command line', () => {
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

  it('runs in a folder, and does not run at all if the folder is missing', () => {
    expect(run(changeCommand('pwd', self, { cwd: '/usr' }))).toBe('/usr\n');
    expect(() => run(changeCommand('echo ran >&2', self, { cwd: '/not there' }))).toThrow(/not there/);
  });

  it('never waits for a password that sudo might ask for', () => {
    expect(changeCommand('true', { user: 'root', password: undefined }, {}).line).toMatch(/exec sudo -n /);
  });

  it('answers the password that sudo is made to ask for', () => {
    const { line, forSudo } = changeCommand('true', { user: 'root', password: secret('letmein') }, {});
    expect(line).toMatch(/exec sudo -k -S /);
    expect(line).not.toContain('letmein');
    expect(forSudo).toBe('letmein\n');
  });

  it.each([
    ['reads', 'IFS= read -r password; [ "$password" = letmein ] || exit 1'],
    ['does not ask for', ':'],
  ])('gives a command nothing of a password that sudo %s', (_, asking) => {
    const folder = mkdtempSync(join(tmpdir(), 'fck-sudo-'));
    const sudo = `#!/bin/sh\n${asking}\nwhile [ "$1" != -- ]; do shift; done; shift; exec "$@"\n`;
    writeFileSync(join(folder, 'sudo'), sudo, { mode: 0o755 });
    const asRoot = { user: 'root', password: secret('letmein') };
    const change = changeCommand('cat; printf %s "$TOKEN"', asRoot, { env: { TOKEN: secret('token') } });
    const env = { ...process.env, PATH: `${folder}:${process.env['PATH']}` };
    expect(run(change, 'input\n', env)).toBe('input\ntoken');
    rmSync(folder, { recursive: true });
  });
});

import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote } from '../../command/command.js';
import { throughLoginShell } from './login-shell.js';
import { loginShells, missingShells } from './login-shells.test.helper.js';

/** Everything that any shell gives a meaning to. */
const hostile = fc.string({
  unit: fc.constantFrom(
    ...`a'"\`$(){}[]<>|&;*?!~#^@=:,%\\ \n\t-é\u{1F600}`,
    '\\\\',
    "\\'",
    '!!',
    '$HOME',
    '\\n',
  ),
  maxLength: 30,
});

function run(shell: readonly string[], commandLine: string, more = '') {
  const [program = '', ...args] = shell;
  const { line, input } = throughLoginShell(commandLine);
  const { stdout, status } = spawnSync(program, [...args, '-c', line], { input: input + more });
  return { stdout: stdout.toString(), status };
}

test.runIf(process.env.CI)('all login shells are installed', () => {
  expect(missingShells).toEqual([]);
});

describe.each(loginShells)('the login shell %s', (_name, shell) => {
  test('passes every value on unchanged', () => {
    fc.assert(
      fc.property(hostile, (value) => {
        expect(run(shell, `printf %s ${quote(value)}`).stdout).toBe(value);
        // Commands within commands, as sudo and the fence build them.
        const inner = `sh -c ${quote(`printf %s ${quote(value)}`)}`;
        expect(run(shell, `sh -c ${quote(inner)}`).stdout).toBe(value);
      }),
      { numRuns: 40 },
    );
  });

  test('passes on the exit code, the input, and no argument of its own', () => {
    expect(run(shell, 'cat; echo "$#"; exit 7', 'input\n')).toEqual({ stdout: 'input\n0\n', status: 7 });
    expect(run(shell, 'cat', 'input').stdout).toBe('input');
  });

  test('sends what is too long for an argument as input, and leaves the rest of the input to the command', () => {
    const value = "it's \\ a \n! ".repeat(5000);
    expect(run(shell, `printf %s ${quote(value)}; cat`, 'input').stdout).toBe(`${value}input`);
  });
});

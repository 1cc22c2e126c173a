import { type Command, isCommand } from '@fck/core';
import type { FakeRemote } from './fake-remote.js';

/** A command that a plugin should run: its whole text (white space aside), an expression that matches it, or an equal command. */
export type ExpectedCommand = string | RegExp | Command;

/**
 * Asserts that exactly these commands were run on a fake host, in this order. The user that runs a command comes before it:
 * `root: systemctl restart redis`.
 *
 * @throws Error that shows both lists, where they differ
 */
export function expectCommands(remote: FakeRemote, expected: readonly ExpectedCommand[]): void {
  const found = remote.runs.map(({ user, command }) =>
    oneLine(user === undefined ? command : `${user}: ${command}`),
  );
  const count = Math.max(found.length, expected.length);
  const differs = Array.from({ length: count }, (_, index) => index).find(
    (index) => !fits(found[index], expected[index]),
  );
  if (differs === undefined) return;
  throw new Error(
    [
      `Other commands were run on ${remote.host.name} than expected; the first that differs is number ${differs + 1}.`,
      'Expected:',
      ...listed(expected.map(describeExpected)),
      'Run:',
      ...listed(found),
    ].join('\n'),
  );
}

function fits(found: string | undefined, expected: ExpectedCommand | undefined): boolean {
  if (found === undefined || expected === undefined) return false;
  return expected instanceof RegExp ? found.search(expected) !== -1 : found === describeExpected(expected);
}

function describeExpected(expected: ExpectedCommand): string {
  if (expected instanceof RegExp) return String(expected);
  return oneLine(isCommand(expected) ? expected.text : expected);
}

/** Line breaks and indentation of a command do not matter. */
function oneLine(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function listed(lines: readonly string[]): string[] {
  return lines.length === 0 ? ['  (none)'] : lines.map((line, index) => `  ${index + 1}. ${line}`);
}

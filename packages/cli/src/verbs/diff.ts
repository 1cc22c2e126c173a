import type { BuildDiff, ChangedItem } from '@fck/core';
import { ExitCode } from '../exit-code.js';
import { attachReporter } from '../reporters/attach.js';
import { printableLine } from '../terminal/printable.js';
import { printResult } from './print-result.js';
import type { Verb } from './verb.js';

/** How many files are listed without `--json`. */
const FILES = 40;

/** `fck diff [BEFORE [AFTER]]`: what differs between two builds: commits, packages, files. */
export const diff: Verb = async (invocation) => {
  const fck = await invocation.project();
  attachReporter(fck, invocation.io);
  const [before, after] = invocation.operands;
  const found = await fck.diff({ before, after }, invocation.options.selection);
  printResult(invocation, { document: found, text: drawDiff(found) });
  return ExitCode.done;
};

/** The difference as text. */
export function drawDiff({ before, after, sources, packages, files }: BuildDiff): string {
  const all = [
    ...files.added.map((path) => `+ ${path}`),
    ...files.removed.map((path) => `- ${path}`),
    ...files.changed.map((path) => `~ ${path}`),
  ];
  // What an installer writes follows from the packages; bytecode follows from its source.
  const told = all.filter((line) => !/\.pyc$|\.dist-info\//.test(line));
  const shown = told.slice(0, FILES);
  const hidden = all.length - shown.length;
  const lines = [
    `${before} → ${after}`,
    ...section('commits', sources.map(drawItem)),
    ...section('packages', packages.map(drawItem)),
    ...section('files', shown),
    ...(hidden > 0 ? [`  ${hidden} more file${hidden === 1 ? '' : 's'}: --json lists all`] : []),
    ...(sources.length + packages.length + all.length === 0 ? ['  no difference'] : []),
  ];
  return lines.map(printableLine).join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

function drawItem({ name, before, after }: ChangedItem): string {
  const [from, to] = [before?.slice(0, 12), after?.slice(0, 12)];
  if (from === undefined) return `+ ${name} ${to}`;
  return to === undefined ? `- ${name} ${from}` : `~ ${name} ${from} → ${to}`;
}

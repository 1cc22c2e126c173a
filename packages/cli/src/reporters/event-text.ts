import type { FckEvent, StepStatus } from '@fck/core';
import { formatDuration } from '../terminal/duration.js';
import type { Palette } from '../terminal/palette.js';
import { printableBlock, printableLine, printableLines } from '../terminal/printable.js';
import type { EventOf } from './reporter.js';

const words: Readonly<Record<StepStatus, string>> = {
  ok: 'ok',
  changed: 'changed',
  planned: 'would change',
  skipped: 'skipped',
  stopped: 'stopped',
  failed: 'failed',
};

/** The mark of a status: the same in every drawing. */
export function markOf(status: StepStatus, palette: Palette): string {
  if (status === 'failed') return palette.red('✖');
  if (status === 'planned') return palette.yellow('~');
  if (status === 'skipped') return palette.dim('-');
  if (status === 'stopped') return palette.yellow('-');
  return status === 'changed' ? palette.green('✔') : palette.dim('✔');
}

/** `changed 0.8s`; looks have no time of their own, since they share a batch with others. */
export function outcomeText(end: { status: StepStatus; ms: number }, palette: Palette): string {
  return end.ms === 0 ? words[end.status] : `${words[end.status]} ${palette.dim(formatDuration(end.ms))}`;
}

/** `waits for web-1 to make the build` */
export function waitText(wait: EventOf<'wait:start' | 'wait:end'>): string {
  return printableLine(`waits for ${wait.for}`);
}

/** `switch (wave 1 of 3)` */
export function phaseTitle({ phase, about }: EventOf<'phase:start'>): string {
  return printableLine(about === undefined ? phase : `${phase} (${about})`);
}

/** `nginx: switch to notes_00002`. Core's own steps have no name before them. */
export function stepName(step: Pick<EventOf<'step:start'>, 'plugin' | 'step'>): string {
  return printableLine(step.plugin === 'core' ? step.step : `${step.plugin}: ${step.step}`);
}

/** The text of a step, a host, a note or an error beyond its status, to append to it. */
export function remark(note: string | undefined): string {
  return note === undefined ? '' : `  ${printableLine(note)}`;
}

/** `! text` for a warning, plain text for a note; further lines are indented below the text. */
export function noteLines(note: EventOf<'note'>, palette: Palette): string[] {
  const text =
    note.plugin === undefined || note.plugin === 'core' ? note.text : `${note.plugin}: ${note.text}`;
  if (note.level !== 'warn') return printableBlock(text);
  const lines = printableLines(text);
  return lines.map((line, index) => `${index === 0 ? palette.yellow('!') : ' '} ${palette.yellow(line)}`);
}

/** `audit | text`: what a plugin wrote to the output of the process. */
export function logText(log: EventOf<'log'>, palette: Palette): string {
  return `${palette.dim(`${printableLine(log.plugin ?? 'output')} |`)} ${printableLine(log.text)}`;
}

/** `✖ message` */
export function errorText(error: EventOf<'error'>, palette: Palette): string {
  return `${palette.red('✖')} ${printableLine(error.message)}`;
}

/** `$ command`, or `~ command` for one that a dry run skipped; further lines of a script are indented below the first. */
export function changeLines(change: EventOf<'change'>, palette: Palette): string[] {
  const [first = '', ...more] = printableBlock(change.what);
  const time = change.ms === undefined ? '' : `  ${palette.dim(formatDuration(change.ms))}`;
  return [
    `${palette.cyan(change.planned ? '~' : '$')} ${first}${more.length === 0 ? time : ''}`,
    ...more.map((line, index) => line + (index === more.length - 1 ? time : '')),
  ];
}

/** Prefix of an event's lines: its host, if it has one. */
export function hostOf(event: FckEvent): string | undefined {
  return 'host' in event && event.host !== undefined ? printableLine(event.host) : undefined;
}

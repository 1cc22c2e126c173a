import { factor, table } from './markdown.mjs';
import { remarks } from './remarks.mjs';
import { holds, targets } from './targets.mjs';

/** The targets that fck meets, for users. Empty if none was measured. */
export function drawHolding(lookup) {
  const rows = targets.flatMap((target) => {
    const figure = target.figure(lookup);
    if (figure === undefined || !holds(target, figure)) return [];
    return [[target.text, wantedOf(target), `${factor(figure)} ${target.unit}`]];
  });
  return rows.length === 0
    ? []
    : [
        '## What you can count on',
        'Factors are relative to fck, unless the row names another comparison.',
        table(['', 'target', 'measured'], rows, 1),
      ];
}

/** All targets, with the reasons for missed ones: for contributors. */
export function drawWanted(lookup) {
  return [drawTargets(lookup), ...remarksOf(lookup)].join('\n\n');
}

function wantedOf({ atLeast, atMost, unit }) {
  return `${atLeast === undefined ? `at most ${atMost}` : `at least ${atLeast}`} ${unit}`;
}

function drawTargets(lookup) {
  const rows = targets.map((target) => {
    const figure = target.figure(lookup);
    const inUnit = (value) => (value === undefined ? '' : `${factor(value)} ${target.unit}`);
    const floor = target.floor?.(lookup);
    return [target.text, wantedOf(target), inUnit(figure), inUnit(floor), verdictOn(target, figure, floor)];
  });
  return `${table(['', 'target', 'measured', 'lower bound', ''], rows, 5)}

The lower bound is the figure if fck were as fast as the fastest way to do the same by hand: one script over plain ssh,
or \`rsync --link-dest\`. If even the lower bound misses the target, no tool could meet the target on this machine.`;
}

function verdictOn(target, figure, floor) {
  if (figure === undefined) return 'not measured';
  if (holds(target, figure)) return 'met';
  return floor === undefined || holds(target, floor) ? '**not met**' : '**not met**, nor by the lower bound';
}

function remarksOf(lookup) {
  const missed = targets.flatMap((target) => {
    const figure = target.figure(lookup);
    if (figure === undefined || holds(target, figure)) return [];
    return [`- ${target.text} ${factor(figure)} ${target.unit}. ${remarks[target.id] ?? ''}`.trimEnd()];
  });
  return missed.length === 0
    ? []
    : ['Missed targets, why they are missed, and what to try next:', missed.join('\n')];
}

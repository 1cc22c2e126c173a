import { factor, table } from './markdown.mjs';
import { remarks } from './remarks.mjs';
import { holds, targets } from './targets.mjs';

/** What fck promises and holds: for users. Nothing, if nothing of it was measured. */
export function drawHolding(lookup) {
  const rows = targets.flatMap((target) => {
    const figure = target.figure(lookup);
    if (figure === undefined || !holds(target, figure)) return [];
    return [[target.text, wantedOf(target), `${factor(figure)} ${target.unit}`]];
  });
  return rows.length === 0 ? [] : ['## What you can count on', table(['', 'promised', 'measured'], rows, 1)];
}

/** All targets, with why those that are missed are: for those who work on fck. */
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
  return `${table(['', 'promised', 'measured', 'the floor', ''], rows, 5)}

"The floor" is what would be measured if fck took no longer than the least that does the same by hand: one script over plain ssh,
or \`rsync --link-dest\`. Where that, too, is less than what was promised, the promise asked for more than this machine gives.`;
}

function verdictOn(target, figure, floor) {
  if (figure === undefined) return 'not measured';
  if (holds(target, figure)) return 'holds';
  return floor === undefined || holds(target, floor)
    ? '**does not hold**'
    : '**does not hold**, nor would the floor';
}

function remarksOf(lookup) {
  const missed = targets.flatMap((target) => {
    const figure = target.figure(lookup);
    if (figure === undefined || holds(target, figure)) return [];
    return [`- ${target.text} ${factor(figure)} ${target.unit}. ${remarks[target.id] ?? ''}`.trimEnd()];
  });
  return missed.length === 0 ? [] : ['What does not hold, why, and what to try next:', missed.join('\n')];
}

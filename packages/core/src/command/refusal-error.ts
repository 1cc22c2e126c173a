import { commandErrors } from '../errors/command.js';
import type { FckError, Place } from '../errors/fck-error.js';
import type { UnsafeTemplate } from './read-template.js';
import { PLACEHOLDER, type RefusedPlace } from './refused-template.js';

type Unclosed = Extract<RefusedPlace, `unclosed${string}`>;

const quotesOff =
  'Take the quotes off: sh quotes each value itself, and other text may touch it, as in "$dir"/${file} or \'total: \'${count}.';
const asVariable = 'Put the value into a variable first: name=${value}; then use "$name".';

const placeholders: Record<Exclude<RefusedPlace, Unclosed>, readonly [place: string, instead: string]> = {
  singleQuotes: ['inside single quotes', quotesOff],
  doubleQuotes: ['inside double quotes', quotesOff],
  ansiQuotes: ["inside $'…'", quotesOff],
  backticks: ['inside backticks', 'Write $(…) instead of backticks.'],
  parameter: ['inside ${…} of the shell', asVariable],
  arithmetic: ['inside arithmetic', 'Calculate in JavaScript, and give the command the result.'],
  comment: ['in a comment', 'Leave the comment out, or write it in JavaScript.'],
  hereDocument: [
    'in a here-document',
    "Give run() the text as `input`, or write: printf '%s\\n' ${text} | …",
  ],
  backslash: ['behind a backslash', 'Take the backslash off: sh quotes each value itself.'],
  dollar: [
    'behind a dollar sign',
    'Leave one of the two dollar signs out. A variable of the shell whose name is in a value cannot be read.',
  ],
};

const unclosed: Record<Unclosed, string> = {
  unclosedQuotes: 'quotes',
  unclosedSubstitution: '$(…), ${…} or $((…))',
  unclosedHereDocument: 'a here-document',
};

/** The error for the author of a template: the place in it, and what to write instead. */
export function refusalError({ refused, text }: UnsafeTemplate, where: Place | undefined): FckError {
  const line = markedLine(text, refused.at);
  const { place, from } = refused;
  if (isUnclosed(place)) return commandErrors.unclosed(unclosed[place], line, where);
  const [words, instead] = placeholders[place];
  return commandErrors.placeholder(
    words,
    line,
    isProgram(text.slice(0, from)) ? asArguments : instead,
    where,
  );
}

function isUnclosed(place: RefusedPlace): place is Unclosed {
  return place in unclosed;
}

/** With quotes inside, the value would be part of another program's text. */
const asArguments =
  'Give the value to the program as an argument: sh -c \'ls -- "$1"\' sh ${value}. A whole program may be one value: sh -c ${program.text}.';

function isProgram(before: string): boolean {
  return /(?:\s-\w*c|\beval)\s+$/.test(before);
}

/** Characters of a long line to show on either side of the place. */
const AROUND = 60;

/** The line of the template with the place, and a mark below it. */
function markedLine(text: string, at: number): string {
  const start = Math.max(text.lastIndexOf('\n', at - 1) + 1, at - AROUND);
  const newline = text.indexOf('\n', at);
  const end = Math.min(newline < 0 ? text.length : newline, at + AROUND);
  const shown = (from: number, to: number) =>
    text.slice(from, to).replaceAll('\t', ' ').replaceAll(PLACEHOLDER, '${…}');
  return `${shown(start, end)}\n${' '.repeat(shown(start, at).length)}^`;
}

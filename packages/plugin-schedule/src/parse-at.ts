import { ALWAYS, type Calendar, FIELDS, type Field, upTo, WEEKDAYS } from './calendar.js';

/** What `at:` may be, for messages. */
export const FORMS =
  '"every 15 minutes", "hourly", "daily 03:00", "weekly mon 03:00", "monthly 1 03:00", or the five fields of cron ("0 3 * * *")';

/** A text that is no time of a schedule. The message is the reason. */
export class NoTime extends Error {}

/**
 * Parses the time of a job: words (`daily 03:00`) or the five fields of cron.
 *
 * @throws NoTime with the reason
 */
export function parseAt(text: string): Calendar {
  const words = text.trim().toLowerCase().split(/\s+/);
  const [first = '', ...rest] = words;
  switch (first) {
    case 'every':
      return every(rest);
    case 'hourly':
      expectWords(rest, 0, '"hourly" stands alone; for another minute, write cron: "15 * * * *"');
      return { ...ALWAYS, minutes: [0] };
    case 'daily':
      expectWords(rest, 1, 'write "daily 03:00"');
      return atTime(rest[0]);
    case 'weekly':
      expectWords(rest, 2, 'write "weekly mon 03:00"');
      return { ...atTime(rest[1]), weekdays: [dayOfWeek(rest[0] ?? '')] };
    case 'monthly':
      expectWords(rest, 2, 'write "monthly 1 03:00"');
      return { ...atTime(rest[1]), days: [dayOfMonth(rest[0] ?? '')] };
    default:
      return cron(words);
  }
}

function expectWords(words: readonly string[], count: number, otherwise: string): void {
  if (words.length !== count) throw new NoTime(otherwise);
}

function every(words: readonly string[]): Calendar {
  const [count, unit] = words.length === 1 ? ['1', words[0]] : words;
  const match = /^(minute|hour)s?$/.exec(unit ?? '');
  if (words.length > 2 || !match || !/^[1-9]\d*$/.test(count ?? ''))
    throw new NoTime('write "every 15 minutes" or "every 6 hours"');
  const step = Number(count);
  const whole = match[1] === 'minute' ? 60 : 24;
  if (whole % step !== 0)
    throw new NoTime(
      `${whole} ${match[1]}s are no multiple of ${step}, so the last pause would be shorter: possible are ${upTo(
        1,
        whole,
      )
        .filter((one) => whole % one === 0)
        .join(', ')}`,
    );
  return match[1] === 'minute'
    ? { ...ALWAYS, minutes: upTo(0, 59, step) }
    : { ...ALWAYS, minutes: [0], hours: upTo(0, 23, step) };
}

function atTime(text = ''): Calendar {
  const [, hour, minute] = /^(\d{1,2}):(\d{2})$/.exec(text) ?? [];
  if (hour === undefined || Number(hour) > 23 || Number(minute) > 59)
    throw new NoTime(`"${text}" is no time of a day: write it as 03:00`);
  return { ...ALWAYS, minutes: [Number(minute)], hours: [Number(hour)] };
}

function dayOfWeek(text: string): number {
  const day = WEEKDAYS.indexOf(text);
  if (day < 0) throw new NoTime(`"${text}" is no day of the week: write one of ${WEEKDAYS.join(', ')}`);
  return day;
}

function dayOfMonth(text: string): number {
  const day = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (day < 1 || day > 31) throw new NoTime(`"${text}" is no day of a month: write 1 to 28`);
  if (day > 28) throw new NoTime(`not every month has a day ${day}: write 1 to 28`);
  return day;
}

function cron(words: readonly string[]): Calendar {
  if (words[0]?.startsWith('@')) throw new NoTime('names such as "@daily" are not known');
  if (words.length !== FIELDS.length) throw new NoTime('it is none of the forms');
  const calendar: Calendar = Object.fromEntries(
    FIELDS.map((field, index) => [field.key, valuesOf(field, words[index] ?? '')]),
  ) as unknown as Calendar;
  const [, , days, , weekdays] = words;
  if (!days?.startsWith('*') && !weekdays?.startsWith('*'))
    throw new NoTime(
      'cron runs a job on the days of the month and also on the days of the week, which a timer cannot express: write two jobs',
    );
  if (!calendar.months.some((month) => (calendar.days[0] ?? 1) <= daysIn(month)))
    throw new NoTime('no year has such a day');
  return calendar;
}

function daysIn(month: number): number {
  return month === 2 ? 29 : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The values of a field of cron: `*`, numbers, names and ranges, with steps, separated by commas. */
function valuesOf(field: Field, text: string): number[] {
  const values = text.split(',').flatMap((part) => valuesOfPart(field, part));
  return [...new Set(values)].toSorted((one, other) => one - other);
}

function valuesOfPart(field: Field, text: string): number[] {
  const [range = '', step, ...more] = text.split('/');
  const wrong = (why: string) => new NoTime(`"${text}" is no ${field.word}: ${why}`);
  if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step)))
    throw wrong('a step is a number from 1 on, such as */5');
  const [from, to, ...rest] = range === '*' ? [`${field.from}`, `${field.to}`] : range.split('-');
  if (rest.length > 0) throw wrong('a range has two ends, such as 1-5');
  const first = valueIn(field, from ?? '');
  // A step without an end goes on to the last value.
  const last = to === undefined ? (step === undefined ? first : field.to) : valueIn(field, to);
  if (first === undefined || last === undefined)
    throw wrong(
      `possible are ${field.from} to ${field.to}${field.names ? ' and names of three letters' : ''}`,
    );
  // Sunday is 0 and 7: as the end of a range, it is 7.
  const end = field.key === 'weekdays' && to !== undefined && last === 0 && first > 0 ? 7 : last;
  if (first > end) throw wrong('the first value is after the last one');
  return upTo(first, end, Number(step ?? 1)).map((value) => (field.key === 'weekdays' ? value % 7 : value));
}

function valueIn({ key, from, to, names }: Field, text: string): number | undefined {
  const named = names?.indexOf(text) ?? -1;
  if (named >= 0) return from + named;
  if (!/^\d{1,2}$/.test(text)) return undefined;
  const value = Number(text);
  if (key === 'weekdays' && value === 7) return 0;
  return value >= from && value <= to ? value : undefined;
}

/** The times at which a job runs: each field lists its values in order, as cron and systemd combine them. */
export interface Calendar {
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  /** Days of the month. */
  readonly days: readonly number[];
  readonly months: readonly number[];
  /** 0: Sunday. */
  readonly weekdays: readonly number[];
}

/** A field of cron: its values, and the names that it may be written with. */
export interface Field {
  readonly key: keyof Calendar;
  readonly word: string;
  readonly from: number;
  readonly to: number;
  /** The name of `from` comes first. */
  readonly names?: readonly string[];
}

/** Names of the days of the week, from Sunday. */
export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** The fields of cron, in its order. */
export const FIELDS: readonly Field[] = [
  { key: 'minutes', word: 'minute', from: 0, to: 59 },
  { key: 'hours', word: 'hour', from: 0, to: 23 },
  { key: 'days', word: 'day of the month', from: 1, to: 31 },
  { key: 'months', word: 'month', from: 1, to: 12, names: MONTHS },
  { key: 'weekdays', word: 'day of the week', from: 0, to: 6, names: WEEKDAYS },
];

/** All times: every minute. */
export const ALWAYS: Calendar = {
  minutes: upTo(0, 59),
  hours: upTo(0, 23),
  days: upTo(1, 31),
  months: upTo(1, 12),
  weekdays: upTo(0, 6),
};

/** The numbers from one to another, each `step` after the last. */
export function upTo(from: number, to: number, step = 1): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);
}

/** Writes a calendar as `OnCalendar=` of a timer. Times are those of the host's time zone. */
export function onCalendar(calendar: Calendar): string {
  const list = (key: keyof Calendar) =>
    calendar[key].length === ALWAYS[key].length
      ? '*'
      : calendar[key].map((value) => String(value).padStart(2, '0')).join(',');
  const days =
    calendar.weekdays.length === 7 ? '' : `${calendar.weekdays.map((day) => nameOfDay(day)).join(',')} `;
  return `${days}*-${list('months')}-${list('days')} ${list('hours')}:${list('minutes')}:00`;
}

function nameOfDay(day: number): string {
  const name = WEEKDAYS[day] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
}

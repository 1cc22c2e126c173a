import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ALWAYS, type Calendar, FIELDS, onCalendar } from './calendar.js';
import { parseAt } from './parse-at.js';

describe('the time of a job', () => {
  it.each([
    ['every 15 minutes', '*-*-* *:00,15,30,45:00'],
    ['every minute', '*-*-* *:*:00'],
    ['every 6 hours', '*-*-* 00,06,12,18:00:00'],
    ['hourly', '*-*-* *:00:00'],
    ['daily 03:00', '*-*-* 03:00:00'],
    ['Weekly Mon 3:30', 'Mon *-*-* 03:30:00'],
    ['monthly 1 03:00', '*-*-01 03:00:00'],
    ['0 3 * * *', '*-*-* 03:00:00'],
    ['*/20 8-18/2 * * mon-fri', 'Mon,Tue,Wed,Thu,Fri *-*-* 08,10,12,14,16,18:00,20,40:00'],
    ['5 4 1,15 jan *', '*-01-01,15 04:05:00'],
    ['0 0 * * 7', 'Sun *-*-* 00:00:00'],
    ['0 0 * * 5-7', 'Sun,Fri,Sat *-*-* 00:00:00'],
    ['50/5 * * * *', '*-*-* *:50,55:00'],
    ['0 0 29 2 *', '*-02-29 00:00:00'],
  ])('%s is %s', (text, expected) => {
    expect(onCalendar(parseAt(text))).toBe(expected);
  });

  it.each([
    ['every 7 minutes', '60 minutes are no multiple of 7'],
    ['every 5 hours', '24 hours are no multiple of 5'],
    ['every day', 'write "every 15 minutes"'],
    ['hourly 10', '"hourly" stands alone'],
    ['daily', 'write "daily 03:00"'],
    ['daily 25:00', '"25:00" is no time of a day'],
    ['weekly monday 03:00', '"monday" is no day of the week'],
    ['monthly 31 03:00', 'not every month has a day 31'],
    ['@daily', '"@daily" are not known'],
    ['now and then', 'it is none of the forms'],
    ['60 * * * *', '"60" is no minute: possible are 0 to 59'],
    ['* * 0 * *', '"0" is no day of the month'],
    ['5-1 * * * *', 'the first value is after the last one'],
    ['*/0 * * * *', 'a step is a number from 1 on'],
    ['0 3 1 * mon', 'write two jobs'],
    ['0 3 31 2,4 *', 'no year has such a day'],
  ])('refuses "%s": %s', (text, why) => {
    expect(() => parseAt(text)).toThrow(why);
  });

  it('of cron has the values of its fields, however they are written', () => {
    const values = (index: number) => {
      const { from = 0, to = 0 } = FIELDS[index] ?? {};
      return fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1 });
    };
    const some = fc.record({ minutes: values(0), hours: values(1), months: values(3), weekdays: values(4) });
    fc.assert(
      fc.property(some, ({ minutes, hours, months, weekdays }) => {
        const sorted = (list: number[]) => list.toSorted((one, other) => one - other);
        const text = [minutes, hours, '*', months, weekdays].join(' ');
        const expected: Calendar = {
          minutes: sorted(minutes),
          hours: sorted(hours),
          days: ALWAYS.days,
          months: sorted(months),
          weekdays: sorted(weekdays),
        };
        expect(parseAt(text)).toEqual(expected);
      }),
    );
  });

  it('of cron with a range and a step has every step-th value of the range', () => {
    const range = fc.tuple(fc.nat(59), fc.nat(59), fc.integer({ min: 1, max: 59 }));
    fc.assert(
      fc.property(range, ([one, other, step]) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const { minutes } = parseAt(`${from}-${to}/${step} * * * *`);
        expect(minutes).toEqual(
          ALWAYS.minutes.filter((at) => at >= from && at <= to && (at - from) % step === 0),
        );
      }),
    );
  });

  it('is refused with a reason, or is a calendar that systemd reads, whatever is written', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789*/-,: amnodhurlyevwkit') }), (text) => {
        let calendar: Calendar | undefined;
        try {
          calendar = parseAt(text);
        } catch (thrown) {
          expect(String(thrown)).toMatch(/\w/);
        }
        if (calendar)
          expect(onCalendar(calendar)).toMatch(/^([A-Z][a-z,A-Z]* )?\*-[\d,*]+-[\d,*]+ [\d,*]+:[\d,*]+:00$/);
      }),
    );
  });
});

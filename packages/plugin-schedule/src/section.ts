import { environmentSchema } from '@fck/core';
import { z } from 'zod';
import { FORMS, NoTime, parseAt } from './parse-at.js';

/** Seconds that a job may take, unless it says otherwise: an hour. */
const TIMEOUT = 3600;

/** The section `activate: schedule:`. Names of jobs have no dot: it ends the role's name in the names of units. */
export const scheduleSchema = z.lazy(() => {
  const at = z.string({ error: `expected ${FORMS}` }).transform((text, problem) => {
    try {
      return parseAt(text);
    } catch (thrown) {
      if (!(thrown instanceof NoTime)) throw thrown;
      problem.addIssue({
        code: 'custom',
        message: `"${text}" is no time of a job: ${thrown.message}. Possible: ${FORMS}`,
      });
      return z.NEVER;
    }
  });
  const name = z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/, 'must be letters, digits, "_" or "-", at most 40 characters');
  const job = z.strictObject({
    /** A line of shell. */
    command: z.string().trim().min(1),
    at,
    /** `1`: on the first host of the role by name. */
    hosts: z.union([z.literal(1), z.literal('all')], { error: 'expected 1 or all' }).default(1),
    /** Seconds. */
    timeout: z.int().positive().default(TIMEOUT),
    env: environmentSchema(),
  });
  return z.record(name, job);
});

/** A checked `activate: schedule:`. */
export type Schedule = z.output<typeof scheduleSchema>;

/** A job of a schedule. */
export type Job = Schedule[string];

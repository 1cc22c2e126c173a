import { z } from 'zod';
import { once } from '../once.js';
import { resumptionSchema } from './resumption.js';

/** The format of journals. Journals of another format are not read. */
export const JOURNAL_FORMAT = 1;

/** The first line of a run's journal: its arguments, its user, and its machine. */
export const journalHeadSchema = once(() =>
  z.object({
    journal: z.literal(JOURNAL_FORMAT),
    run: z.string(),
    /** Start: milliseconds since the epoch. */
    at: z.number(),
    /** As requested, without the tasks that they depend on. */
    tasks: z.array(z.string()),
    args: z.record(
      z.string(),
      z.union([z.string(), z.number(), z.boolean(), z.array(z.string()).readonly()]),
    ),
    /** Arguments whose values contain a secret, and are not recorded. */
    withheld: z.array(z.string()),
    roles: z.array(z.string()),
    hosts: z.array(z.string()),
    force: z.boolean(),
    who: z.string(),
    process: z.object({ machine: z.string(), pid: z.number(), mark: z.string() }),
    version: z.string(),
    config: z.object({
      file: z.string(),
      /** Hash of the parsed configuration, so that it changes only with its meaning. */
      digest: z.string(),
    }),
    /** The run that this one resumes, and the work that it had done. */
    resumes: resumptionSchema().exactOptional(),
  }),
);

/** The first line of a run's journal. */
export type JournalHead = z.infer<ReturnType<typeof journalHeadSchema>>;

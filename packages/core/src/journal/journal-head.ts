import { z } from 'zod';
import { once } from '../once.js';
import { resumptionSchema } from './resumption.js';

/** The format of journals. A reader leaves those of another one alone. */
export const JOURNAL_FORMAT = 1;

/** The first line of a run's journal: what was asked for, by whom, and where. */
export const journalHeadSchema = once(() =>
  z.object({
    journal: z.literal(JOURNAL_FORMAT),
    run: z.string(),
    /** When it began: milliseconds since the epoch. */
    at: z.number(),
    /** As they were asked for, without those that they depend on. */
    tasks: z.array(z.string()),
    args: z.record(z.string(), z.union([z.string(), z.boolean()])),
    /** Arguments whose values hold a secret, and are not written down. */
    withheld: z.array(z.string()),
    roles: z.array(z.string()),
    hosts: z.array(z.string()),
    force: z.boolean(),
    who: z.string(),
    process: z.object({ machine: z.string(), pid: z.number(), mark: z.string() }),
    version: z.string(),
    config: z.object({
      file: z.string(),
      /** Of the configuration as it is understood, so that only a change of its meaning changes it. */
      digest: z.string(),
    }),
    /** The run that this one resumes, and what that run had done. */
    resumes: resumptionSchema().exactOptional(),
  }),
);

/** The first line of a run's journal. */
export type JournalHead = z.infer<ReturnType<typeof journalHeadSchema>>;

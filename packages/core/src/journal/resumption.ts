import { z } from 'zod';
import { once } from '../once.js';

/** What an earlier run has done of the work to resume. */
export const resumptionSchema = once(() =>
  z.object({
    run: z.string(),
    /** Tasks that ended well. */
    done: z.array(z.string()),
    /** The hosts on which a task ended well, though it may not have on all. */
    doneOn: z.array(z.object({ task: z.string(), hosts: z.array(z.string()) })),
  }),
);

/** What an earlier run has done of the work to resume. */
export type Resumption = z.infer<ReturnType<typeof resumptionSchema>>;

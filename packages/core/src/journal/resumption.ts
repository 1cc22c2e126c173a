import { z } from 'zod';
import { once } from '../once.js';

/** The work of an earlier run that is to be resumed. */
export const resumptionSchema = once(() =>
  z.object({
    run: z.string(),
    /** Tasks that succeeded. */
    done: z.array(z.string()),
    /** The hosts on which a task succeeded, though it may have failed on others. */
    doneOn: z.array(z.object({ task: z.string(), hosts: z.array(z.string()) })),
  }),
);

/** Reads the work of an earlier run that is to be resumed. */
export type Resumption = z.infer<ReturnType<typeof resumptionSchema>>;

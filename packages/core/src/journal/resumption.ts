import { z } from 'zod';
import { once } from '../once.js';

const onceDoneSchema = once(() =>
  z.object({ plugin: z.string(), role: z.string(), name: z.string(), host: z.string() }),
);

/** Work of `context.once` that succeeded: the plugin, the role and the name identify it. */
export type OnceDone = z.infer<ReturnType<typeof onceDoneSchema>>;

/** The work of an earlier run that is to be resumed. */
export const resumptionSchema = once(() =>
  z.object({
    run: z.string(),
    /** Tasks that succeeded. */
    done: z.array(z.string()),
    /** The hosts on which a task succeeded, though it may have failed on others. */
    doneOn: z.array(z.object({ task: z.string(), hosts: z.array(z.string()) })),
    /** Work of `context.once` that succeeded. */
    once: z.array(onceDoneSchema()),
  }),
);

/** Reads the work of an earlier run that is to be resumed. */
export type Resumption = z.infer<ReturnType<typeof resumptionSchema>>;

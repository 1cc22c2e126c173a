import { z } from 'zod';

/** Options that fck sets itself: every activation chooses a new address to listen on. */
const RESERVED = new Set(['host', 'port', 'uds', 'fd', 'reload', 'workers']);

const options = z
  .record(
    z.string().regex(/^[a-z][a-z-]+$/, 'must be a long option of uvicorn, such as log-level'),
    z.union([z.string(), z.number(), z.boolean()]),
  )
  .superRefine((given, problems) => {
    for (const name of Object.keys(given))
      if (RESERVED.has(name))
        problems.addIssue({ code: 'custom', path: [name], message: 'is set by fck itself' });
  });

/** The section `activate: uvicorn:`. */
export const uvicornSection = z.strictObject({
  /** Module and variable of the ASGI application. */
  app_module: z.string().regex(/^[\w.]+:[\w.]+$/, 'must be a module and a variable, such as shop:app'),
  /** Worker processes. */
  workers: z.int().positive().default(2),
  options: options.default({}),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/), z.coerce.string()).default({}),
  /** Seconds that open requests get to end when it is stopped. */
  graceful_timeout: z.int().positive().default(30),
});

/** A checked `activate: uvicorn:`. */
export type UvicornSection = z.output<typeof uvicornSection>;

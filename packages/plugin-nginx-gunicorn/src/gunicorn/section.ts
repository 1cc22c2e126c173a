import { environmentSchema, Secret } from '@fck/core';
import { z } from 'zod';
import { longName } from './option-name.js';

/** Options that fck sets itself, and why a role may not. */
const RESERVED: Readonly<Record<string, string>> = {
  bind: 'every activation listens on its own address, so that the old and the new build run side by side (`activate: {bind: port}` makes it a port)',
  pid: 'supervisord knows the process it started; a file would be shared by the old and the new build',
  daemon: 'a process that leaves the foreground cannot be supervised',
};

/** The section `activate: gunicorn:`. */
export const gunicornSection = z.lazy(() => {
  const scalar = z.union([z.string(), z.number(), z.boolean()]);
  const secretValue = z.custom<Secret>((value) => value instanceof Secret, {
    error: 'expected a text, a number, true or false',
  });

  const options = z
    .record(
      z.string().regex(/^[a-z][a-z0-9_-]+$/, 'must be the long name of a gunicorn option, such as log-level'),
      z.union([scalar, z.array(z.union([z.string(), z.number(), secretValue])), secretValue]),
    )
    .superRefine((given, problems) => {
      for (const name of Object.keys(given)) {
        const why = RESERVED[longName(name)];
        if (why !== undefined)
          problems.addIssue({ code: 'custom', path: [name], message: `is set by fck itself: ${why}` });
      }
    });

  return z.strictObject({
    /** Program of the build that serves: a name in its `bin` folder. */
    script: z
      .string()
      .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'must be the name of a program')
      .default('gunicorn'),
    /** Module and variable of the WSGI application. */
    app_module: z.string().regex(/^[^\s-]\P{Cc}*$/u, 'must be a module and a variable, such as app:app'),
    options: options.nullish().transform((given) => given ?? {}),
    /** Worker processes. Default: two for each CPU, at most eight. */
    workers: z.int().positive().optional(),
    env: environmentSchema(),
    /** Default: `app` in the build's folder if the build has the files of the commit, otherwise the build's folder. */
    working_directory: z.string().regex(/^\//, 'must be an absolute path').optional(),
    /** Seconds that requests under way may take to end when it is stopped. */
    graceful_timeout: z.int().positive().default(30),
  });
});

/** A checked `activate: gunicorn:`. */
export type GunicornSection = z.output<typeof gunicornSection>;

import { environmentSchema } from '@fck/core';
import { z } from 'zod';

/** Seconds after which a build command is ended, unless the configuration says otherwise. */
const TIMEOUT = 3600;

const line = z.string().trim().min(1);

/** The section `build: command:`. */
export const buildCommandSchema = z.lazy(() =>
  z.preprocess(
    (given) => (typeof given === 'string' ? { run: given } : given),
    z.strictObject(
      {
        /** Lines of shell, run in a copy of the repository. */
        run: line,
        /** A repository of the project; needed if it has several. */
        repo: z.string().min(1).optional(),
        env: environmentSchema(),
        /** Seconds. */
        timeout: z.int().positive().default(TIMEOUT),
      },
      { error: 'expected a command, or a mapping with "run" (and "repo", "env", "timeout")' },
    ),
  ),
);

/** A checked `build: command:`. */
export type BuildCommand = z.output<typeof buildCommandSchema>;

/** The section `build: artifact:`: a folder whose content is the build, or files and folders that keep their paths. */
export const artifactSchema = z.lazy(() => {
  const path = z
    .string()
    .min(1)
    .refine((given) => !given.startsWith('/') && !given.split('/').includes('..'), {
      error: 'expected a path inside the repository',
    });
  return z.union([path, z.array(path).min(1)], {
    error: 'expected a path in the repository, or a list of paths',
  });
});

/** A checked `build: artifact:`. */
export type Artifact = z.output<typeof artifactSchema>;

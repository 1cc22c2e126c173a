import { environmentSchema } from '@fck/core';
import { z } from 'zod';
import { pathInRepo } from '../path-in-repo.js';

const pathInside = pathInRepo('the path of a file or folder inside the repository');

const paths = () =>
  z
    .union([pathInside, z.array(pathInside).min(1)], { error: 'expected a path, or a list of paths' })
    .transform((given) => [given].flat());

/** `before_install:` and `after_install:` of a build plan. */
export const buildCommands = () =>
  z.array(
    z.preprocess(
      (given) => (typeof given === 'string' ? { run: given } : given),
      z
        .strictObject(
          {
            /** Lines of shell. */
            run: z.string().trim().min(1),
            /** Seconds. */
            timeout: z.int().positive().optional(),
            env: environmentSchema(),
            /** Files and folders that it depends on. Without them, it runs in every new build. */
            inputs: paths().optional(),
            /** Files and folders that it makes. */
            outputs: paths().optional(),
          },
          {
            error: 'expected a command, or a mapping with "run" (and "env", "timeout", "inputs", "outputs")',
          },
        )
        .refine(({ inputs, outputs }) => inputs === undefined || outputs !== undefined, {
          path: ['inputs'],
          error:
            'needs `outputs:` beside it: the files and folders that the command makes, which later builds take over while its inputs are unchanged',
        }),
    ),
  );

/** A command of `before_install` or `after_install`. */
export type BuildCommand = z.output<ReturnType<typeof buildCommands>>[number];

/** The key of the plan that holds a command. */
export type CommandPhase = 'before_install' | 'after_install';

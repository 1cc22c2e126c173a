import { z } from 'zod';

/**
 * A path in a repository. Paths that leave the repository are refused.
 *
 * @param expected for the message: `the path of a file`
 */
export function pathInRepo(expected: string) {
  return z
    .string()
    .min(1)
    .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), {
      error: `expected ${expected}`,
    });
}

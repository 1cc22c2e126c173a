import { isKnown, Secret } from '@fck/core';
import { z } from 'zod';
import { buildCommands } from './commands/build-commands.js';
import { LOCK_FILES, lockToolOf } from './dependencies/lock-files.js';
import { packagesSchema } from './packages-section.js';
import { pathInRepo } from './path-in-repo.js';
import { holdsCredentials, isGivenWhole } from './pip-options.js';

const names = (what: string) =>
  z
    .union([z.string().min(1), z.array(z.string().min(1)).min(1)], { error: `expected ${what}` })
    .transform((given) => [...new Set(typeof given === 'string' ? [given] : given)]);

/** The section `build: plan:`. */
export const planSchema = z.lazy(() => {
  const fileOfRepo = pathInRepo('the path of a file inside the reference repository');

  const name = (of: string) => z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, `expected the name of ${of}`);

  const files = z
    .union([fileOfRepo, z.array(fileOfRepo)], { error: 'expected files of the reference repository' })
    .transform((given) => (typeof given === 'string' ? [given] : given));

  /** One word of pip's command line. Other users of the host could read a password there. */
  const pipOption = z
    .union([
      z.string().min(1),
      z.custom<Secret>((value) => value instanceof Secret, { error: 'expected an option of pip' }),
    ])
    .refine((option) => !holdsCredentials(textOf(option)), {
      error:
        'must not hold a password: write the index as `packages: {index_url: !env NAME}`, which pip gets from a private file',
    });

  const pipOptions = z.array(pipOption).superRefine((options, problems) => {
    for (const [index, option] of options.entries())
      if (option instanceof Secret && isKnown(option) && !isGivenWhole(option, options[index - 1]))
        problems.addIssue({
          code: 'custom',
          path: [index],
          message:
            'must be `--name=value` or stand after its `--name`: what comes from the environment is given to pip by a variable',
        });
  });

  /** Of a mirror of interpreters. It is on a command line. */
  const mirror = z
    .string()
    .regex(/^(https?|file):\/\//)
    .refine((url) => !holdsCredentials(url), { error: 'must not hold a password' });

  const testSettings = z.strictObject({
    command: z.string().min(1),
    repos: names('the name of a repository, or a list of names').optional(),
    packages: z.array(z.string().min(1)).default([]),
  });

  return z.strictObject({
    repos: names('"__all__", the name of a repository, or a list of names').default(['__all__']),
    reference_repo: z.string().min(1).optional(),
    interpreter: z.string().min(1).default('python3'),
    managed_python: z
      .union([z.boolean(), mirror], { error: 'expected true, false, or a URL' })
      .default(false),
    installer: z.enum(['pip', 'uv']).default('pip'),
    tarball: z.boolean().default(false),
    app: z.boolean().optional(),
    lock: z
      .union([z.literal(false), fileOfRepo.refine((path) => lockToolOf(path) !== undefined)], {
        error: `expected false, or the path of ${LOCK_FILES.join(', ')} or pylock.*.toml in the reference repository`,
      })
      .optional(),
    groups: z.array(name('a group')).default([]),
    tests: z
      .union([z.boolean(), testSettings], {
        error: 'expected true, false, or a mapping with "command" (and "repos", "packages")',
      })
      .optional(),
    requirements: files.default([]),
    constraints: files.default([]),
    extras: z.array(name('an extra')).default([]),
    packages: packagesSchema().optional(),
    pip_options: pipOptions.default([]),
    before_install: buildCommands().default([]),
    after_install: buildCommands().default([]),
  });
});

/** The text of an option; empty while it is not known. */
function textOf(option: string | Secret): string {
  if (typeof option === 'string') return option;
  return isKnown(option) ? option.reveal() : '';
}

/** A build plan with its defaults. */
export type Plan = z.output<typeof planSchema>;
/** How `tests:` runs the unit tests: always, never, by a command; undefined: if the repository has some. */
export type TestSetting = Plan['tests'];

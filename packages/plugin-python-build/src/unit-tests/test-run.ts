import { z } from 'zod';
import type { TestSetting } from '../plan-schema.js';

/** What `python/find_tests.py` reports about a project. */
export const foundTests = z.lazy(() =>
  z.object({
    runner: z.enum(['pytest', 'unittest']).nullable(),
    /** Arguments of `unittest discover`. */
    start: z.array(z.string()),
    /** What pip has to install for the tests. */
    requirements: z.array(z.string()),
    /** Dependency groups of its pyproject.toml that are needed for the tests. */
    groups: z.array(z.string()),
  }),
);

export type FoundTests = z.output<typeof foundTests>;

/** One call of a test runner: a command line of the user, or a module and its arguments. */
export type TestCommand = { readonly line: string } | { readonly module: readonly string[] };

/** The test run of one repository, and what must be installed for it. */
export interface TestRun {
  readonly repo: string;
  readonly command: TestCommand;
  readonly requirements: readonly string[];
  readonly groups: readonly string[];
}

/** Chooses the test run of a repository; undefined if there is nothing to test. */
export function testRunOf(repo: string, found: FoundTests, setting: TestSetting): TestRun | undefined {
  const needs = { repo, groups: found.groups };
  if (typeof setting === 'object') {
    const requirements = [...found.requirements, ...setting.packages];
    return { ...needs, requirements, command: { line: setting.command } };
  }
  if (found.runner === null) return undefined;
  const module = found.runner === 'pytest' ? ['pytest', '-q'] : ['unittest', 'discover', ...found.start];
  return { ...needs, requirements: found.requirements, command: { module } };
}

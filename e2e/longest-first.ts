import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slow test files, the longest first: all others take less than two minutes. */
const LONGEST = [
  'e2e/faults/faults.test.ts',
  'e2e/systems.test.ts',
  'e2e/aws.test.ts',
  'e2e/unusual-hosts.test.ts',
  'e2e/plugins.test.ts',
  'e2e/ancestor.test.ts',
  'e2e/security/secrets.test.ts',
  'e2e/security/services.test.ts',
];

/** Starts with the longest tests, so that no worker is left with a long one at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const named = LONGEST.flatMap((end) => others.filter(({ moduleId }) => moduleId.endsWith(`/${end}`)));
    return [...named, ...others.filter((file) => !named.includes(file))];
  }
}

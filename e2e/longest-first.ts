import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The files that take minutes, the longest first: those not named here take less than two. */
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

/** Begins with the tests that take longest, so that in the end no worker is left with a long one while the others have none. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const named = LONGEST.flatMap((end) => others.filter(({ moduleId }) => moduleId.endsWith(`/${end}`)));
    return [...named, ...others.filter((file) => !named.includes(file))];
  }
}

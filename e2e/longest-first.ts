import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** The slow test files, the longest first: all others take a minute or less. */
const LONGEST = [
  'e2e/faults/faults.test.ts',
  'plugin-python-build/e2e/backends.test.ts',
  'e2e/plugins.test.ts',
  'e2e/systems.test.ts',
  'plugin-python-build/e2e/locks.test.ts',
  'e2e/ancestor.test.ts',
  'e2e/aws.test.ts',
  'e2e/deploy.test.ts',
  'e2e/foreign-builds.test.ts',
  'e2e/remote-contract.test.ts',
  'e2e/nginx-of-systems.test.ts',
  'e2e/process-managers.test.ts',
  'e2e/s3.test.ts',
  'e2e/fleet.test.ts',
  'e2e/hostile-plugins.test.ts',
  'plugin-python-build/e2e/build.test.ts',
  'e2e/unusual-hosts.test.ts',
  'e2e/bad-deploy.test.ts',
  'e2e/security/services.test.ts',
  'e2e/plugin-tooling.test.ts',
  'e2e/security/secrets.test.ts',
];

/** Starts with the longest tests, so that no worker is left with a long one at the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const named = LONGEST.flatMap((end) => others.filter(({ moduleId }) => moduleId.endsWith(`/${end}`)));
    return [...named, ...others.filter((file) => !named.includes(file))];
  }
}

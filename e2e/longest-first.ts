import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Begins with the tests that take longest, so that in the end nobody waits for one of them alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const others = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => moduleId.includes('/e2e/faults/');
    return [...others.filter(isLong), ...others.filter((file) => !isLong(file))];
  }
}

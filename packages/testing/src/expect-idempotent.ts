import type { FckEvent } from '@fck/core';
import type { FakeContextOptions } from './fake-context.js';
import { type FakeProvisionContext, fakeProvisionContext } from './fake-provision-context.js';
import { type FakeRemote, fakeRemote } from './fake-remote.js';
import type { TestProject } from './test-fck.js';

/**
 * Asserts that work done twice on a fake host changes nothing the second time. Steps that the work declares are applied, as
 * core would apply them. The host's answers have to depend on the changes:
 * `['redis-cli ping', ({ files }) => files.has('/etc/redis.conf')]`.
 *
 * @returns the host, with the changes of the first time
 * @throws Error that lists the changes of the second time
 * @example
 * await expectIdempotent((context) => provisionRedis(context), { answers });
 */
export async function expectIdempotent(
  work: (context: FakeProvisionContext) => void | Promise<void>,
  options: FakeContextOptions = {},
): Promise<FakeRemote> {
  const remote = options.remote ?? fakeRemote(options);
  await once(work, { ...options, remote });
  const first = remote.changes.length;
  await once(work, { ...options, remote });
  const again = remote.describeChanges().slice(first);
  if (again.length > 0) throw notIdempotent(again);
  return remote;
}

async function once(
  work: (context: FakeProvisionContext) => void | Promise<void>,
  options: FakeContextOptions,
): Promise<void> {
  const context = fakeProvisionContext(options);
  await work(context);
  await context.applySteps();
}

/**
 * Asserts the same of whole tasks on a real machine: this one, as {@link testFck} sets it up.
 *
 * @throws Error that lists the changes of the second run; FckError if a run fails
 * @example
 * await expectIdempotentRun(project, ['provision']);
 */
export async function expectIdempotentRun(project: TestProject, tasks: readonly string[]): Promise<void> {
  await project.fck.run(tasks);
  const first = project.events.length;
  await project.fck.run(tasks);
  const again = project.events.slice(first).flatMap(changeIn);
  if (again.length > 0) throw notIdempotent(again);
}

function changeIn(event: FckEvent): string[] {
  return event.type === 'change' ? [`${event.host}: ${event.what}`] : [];
}

function notIdempotent(changes: readonly string[]): Error {
  return new Error(
    `The second time something was changed again:\n${changes.map((line) => `  ${line}`).join('\n')}`,
  );
}

import { type HostContext, isFirstOfRole, type Section } from '@fck/core';
import type { Job, Schedule } from './section.js';

/** The jobs that a host runs: those for all hosts, and on the first host of the role by name the others. */
export async function jobsOfHost(
  context: Pick<HostContext, 'role' | 'host' | 'hostsOf' | 'fck'>,
  section: Section<Schedule>,
): Promise<ReadonlyMap<string, Job>> {
  const jobs = Object.entries(section.of(context.role) ?? {});
  if (jobs.length === 0) return new Map();
  const isFirst = !(await context.fck.onlyHost()) && (await isFirstOfRole(context));
  return new Map(jobs.filter(([, { hosts }]) => hosts === 'all' || isFirst));
}

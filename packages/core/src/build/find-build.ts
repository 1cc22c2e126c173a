import type { Build } from '../api/build.js';

/** The build of this name or number. */
export function buildIn(builds: readonly Build[], wanted: string): Build | undefined {
  return builds.find(
    ({ name, number }) => name === wanted || (/^\d+$/.test(wanted) && Number(wanted) === number),
  );
}

/** The names of the builds of several hosts, each once. */
export function namesOnHosts(hosts: readonly { readonly builds: readonly Build[] }[]): readonly string[] {
  return [...new Set(hosts.flatMap(({ builds }) => builds.map(({ name }) => name)))];
}

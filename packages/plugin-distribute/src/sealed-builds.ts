import { type Build, buildsOn, hostStateOf, type Paths, type Remote } from '@fck/core';

/** The finished builds on a host that never failed there, newest first. */
export async function goodBuildsOn(remote: Remote, paths: Paths): Promise<readonly Build[]> {
  const [builds, known] = await Promise.all([buildsOn(remote, paths), hostStateOf(remote, paths).read()]);
  return builds.filter(({ name }) => known.builds[name]?.fate !== 'bad');
}

/**
 * Whether two descriptions are of one build. Post-build commands give a host's copy another checksum, but never another
 * maker and moment.
 */
export function isSameBuild(a: Build, b: Build): boolean {
  const sameMoment = a.createdAt === b.createdAt && a.builtBy.host === b.builtBy.host;
  return a.name === b.name && (a.checksum === b.checksum || sameMoment);
}

import type { Build } from '@fck/core';

/** Which of a role's builds to copy. */
export interface Wanted {
  /** The name of the only acceptable one. */
  readonly name: string | undefined;
  /** Builds to skip if no name is given: a host was rolled back from them. */
  readonly rejected: ReadonlySet<string>;
}

/** Whether a build may be the wanted one. */
export function isWanted({ name }: Pick<Build, 'name'>, wanted: Wanted): boolean {
  return wanted.name === undefined ? !wanted.rejected.has(name) : name === wanted.name;
}

/**
 * Whether two descriptions describe the same build. Post-build commands change the checksum of a host's copy, but never the builder
 * and the time.
 */
export function isSameBuild(a: Build, b: Build): boolean {
  const sameMoment = a.createdAt === b.createdAt && a.builtBy.host === b.builtBy.host;
  return a.name === b.name && (a.checksum === b.checksum || sameMoment);
}

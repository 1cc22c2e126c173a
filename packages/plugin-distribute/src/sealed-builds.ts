import type { Build } from '@fck/core';

/** Which of the builds of a role is to be copied. */
export interface Wanted {
  /** The name of the only one that will do. */
  readonly name: string | undefined;
  /** Names of those that are passed over where none is named: they were rolled back from, on whichever host. */
  readonly rejected: ReadonlySet<string>;
}

/** Whether a build may be the one that is wanted. */
export function isWanted({ name }: Pick<Build, 'name'>, wanted: Wanted): boolean {
  return wanted.name === undefined ? !wanted.rejected.has(name) : name === wanted.name;
}

/**
 * Whether two descriptions are of one build. Post-build commands give a host's copy another checksum, but never another
 * maker and moment.
 */
export function isSameBuild(a: Build, b: Build): boolean {
  const sameMoment = a.createdAt === b.createdAt && a.builtBy.host === b.builtBy.host;
  return a.name === b.name && (a.checksum === b.checksum || sameMoment);
}

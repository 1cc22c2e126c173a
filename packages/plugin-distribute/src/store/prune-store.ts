import type { Bucket, Build } from '@fck/core';
import { takeInventory } from './inventory.js';
import { allServing } from './serving-note.js';
import { objectsOf, readStored, type StoredBuild, type StoreKeys } from './stored-build.js';

/** Milliseconds for which an unneeded object is kept: another run may be about to use it, or a host may be fetching it. */
const GRACE = 24 * 60 * 60 * 1000;

/** The data of a build that determine which other builds are kept. */
export type StoredNext = Pick<Build, 'number' | 'checksum'> & {
  readonly builtBy: Pick<Build['builtBy'], 'role'>;
};

/** The objects of a project in a bucket that are no longer needed. */
export interface Unneeded {
  readonly builds: readonly { readonly key: string; readonly name: string }[];
  /** The keys of objects that only removed builds needed. */
  readonly objects: readonly string[];
}

const nothing: Unneeded = { builds: [], objects: [] };

/**
 * The objects to remove from a bucket. The build that a role was last recorded to serve is kept, however old it is, and so are
 * objects with names that are not fck's.
 *
 * @param next builds that are being stored, or would be; they are kept
 * @param keep how many builds are kept for each role that makes builds
 */
export async function unneededIn(
  bucket: Bucket,
  keys: StoreKeys,
  next: readonly StoredNext[],
  keep: number,
): Promise<Unneeded> {
  const { descriptions, objects } = await takeInventory(bucket, keys);
  const isStored = ({ checksum }: StoredNext) => descriptions.some(({ key }) => key.includes(checksum));
  if (descriptions.length + next.filter((build) => !isStored(build)).length <= keep) return nothing;
  const [known, serving] = await Promise.all([
    Promise.all(descriptions.map(async ({ key }) => ({ key, stored: await readStored(bucket, key) }))),
    allServing(bucket, keys),
  ]);
  // A newer version of fck may need objects that this one does not understand.
  if (known.some(({ stored }) => !stored)) return nothing;
  const described = known.flatMap(({ key, stored }) => (stored ? [{ key, stored }] : []));
  const staying = newestOfEachRole([...next, ...described.map(({ stored }) => stored.build)], keep);
  for (const { checksum } of [...next, ...serving]) staying.add(checksum);
  const goes = ({ key, stored }: { key: string; stored: StoredBuild }) =>
    !staying.has(stored.build.checksum) && key === keys.build(stored.build);
  const needed = new Set(described.filter((one) => !goes(one)).flatMap(({ stored }) => objectsOf(stored)));
  const now = Math.max(...[...objects.values(), ...descriptions].map(({ changedAt }) => changedAt));
  return {
    builds: described.filter(goes).map(({ key, stored }) => ({ key, name: stored.build.name })),
    objects: [...objects]
      .filter(([name, { changedAt }]) => isName(name) && !needed.has(name) && changedAt < now - GRACE)
      .map(([, { key }]) => key),
  };
}

/** Removes unneeded builds from a bucket, and the objects that only they needed. */
export async function pruneStore(
  bucket: Bucket,
  keys: StoreKeys,
  newest: StoredBuild,
  keep: number,
): Promise<void> {
  const { builds, objects } = await unneededIn(bucket, keys, [newest.build], keep);
  if (builds.length > 0) await bucket.remove(builds.map(({ key }) => key));
  if (objects.length > 0) await bucket.remove(objects);
}

/** Objects are named by their SHA-256. */
function isName(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name);
}

/** The checksums of the builds with the highest numbers. */
function newestOfEachRole(stored: readonly StoredNext[], keep: number): Set<string> {
  const byRole = new Map<string, Map<string, StoredNext>>();
  for (const build of stored) {
    const ofRole = byRole.get(build.builtBy.role) ?? new Map<string, StoredNext>();
    byRole.set(build.builtBy.role, ofRole.set(build.checksum, build));
  }
  return new Set(
    [...byRole.values()].flatMap((builds) =>
      [...builds.values()]
        .toSorted((a, b) => b.number - a.number)
        .slice(0, Math.max(1, keep))
        .map(({ checksum }) => checksum),
    ),
  );
}

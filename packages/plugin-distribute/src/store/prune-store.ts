import type { Bucket, Build } from '@fck/core';
import { takeInventory } from './inventory.js';
import { allServing } from './serving-note.js';
import { objectsOf, readStored, type StoredBuild, type StoreKeys } from './stored-build.js';

/** Milliseconds for which an object stays that no build needs: another run may be about to need it, or a host be fetching it. */
const GRACE = 24 * 60 * 60 * 1000;

/** A build as far as it must be known to say which others stay beside it. */
export type StoredNext = Pick<Build, 'number' | 'checksum'> & {
  readonly builtBy: Pick<Build['builtBy'], 'role'>;
};

/** The objects of a project in a bucket that are not needed any more. */
export interface Unneeded {
  readonly builds: readonly { readonly key: string; readonly name: string }[];
  /** The keys of objects that only builds needed which are gone, or go. */
  readonly objects: readonly string[];
}

const nothing: Unneeded = { builds: [], objects: [] };

/**
 * What need not stay in a bucket. What a role was last noted to serve stays, however old it is; and what is not named as fck
 * names what it keeps there, since others put it there.
 *
 * @param next builds that are stored just now, or would be; they stay
 * @param keep how many builds stay of each role that makes builds
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
  // What this version does not understand may be what a newer one needs.
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

/** Removes builds that need not stay from a bucket, and the objects that only they needed. */
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

/** Objects are called by their SHA-256. */
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

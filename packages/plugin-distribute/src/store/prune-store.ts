import type { Bucket, Build } from '@fck/core';
import { takeInventory } from './inventory.js';
import { allServing } from './serving-note.js';
import { objectsOf, readStored, type StoredBuild, type StoreKeys } from './stored-build.js';

/** Milliseconds for which an object stays that no build needs: another run may be about to need it, or a host be fetching it. */
const GRACE = 24 * 60 * 60 * 1000;

/**
 * Removes builds that need not stay from a bucket, and the objects that only they needed.
 *
 * What a role was last noted to serve stays too, however old it is.
 *
 * @param newest was stored just now, and stays
 * @param keep how many builds stay of each role that makes builds
 */
export async function pruneStore(
  bucket: Bucket,
  keys: StoreKeys,
  newest: StoredBuild,
  keep: number,
): Promise<void> {
  const { descriptions, objects } = await takeInventory(bucket, keys);
  if (descriptions.length <= keep) return;
  const [known, serving] = await Promise.all([
    Promise.all(descriptions.map(async ({ key }) => ({ key, stored: await readStored(bucket, key) }))),
    allServing(bucket, keys),
  ]);
  // What this version does not understand may be what a newer one needs.
  if (known.some(({ stored }) => !stored)) return;
  const described = known.flatMap(({ key, stored }) => (stored ? [{ key, stored }] : []));
  const staying = newestOfEachRole(
    described.map(({ stored }) => stored),
    keep,
  ).add(newest.build.checksum);
  for (const { checksum } of serving) staying.add(checksum);
  const stays = ({ build }: StoredBuild) => staying.has(build.checksum);
  await bucket.remove(described.filter(({ stored }) => !stays(stored)).map(({ key }) => key));
  const needed = new Set(
    described.filter(({ stored }) => stays(stored)).flatMap(({ stored }) => objectsOf(stored)),
  );
  const now = Math.max(...[...objects.values(), ...descriptions].map(({ changedAt }) => changedAt));
  await bucket.remove(
    [...objects]
      .filter(([name, { changedAt }]) => !needed.has(name) && changedAt < now - GRACE)
      .map(([, { key }]) => key),
  );
}

/** The checksums of the builds with the highest numbers. */
function newestOfEachRole(stored: readonly StoredBuild[], keep: number): Set<string> {
  const byRole = new Map<string, Build[]>();
  for (const { build } of stored)
    byRole.set(build.builtBy.role, [...(byRole.get(build.builtBy.role) ?? []), build]);
  return new Set(
    [...byRole.values()].flatMap((builds) =>
      builds
        .toSorted((a, b) => b.number - a.number)
        .slice(0, Math.max(1, keep))
        .map(({ checksum }) => checksum),
    ),
  );
}

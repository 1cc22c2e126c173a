import type { Bucket, Build, StoredObject } from '@fck/core';
import { isWanted, type Wanted } from '../sealed-builds.js';
import { objectsOf, readStored, type StoredBuild, type StoreKeys } from './stored-build.js';

/** What a bucket keeps of a project. */
export interface StoreInventory {
  /** Descriptions of builds, those that were stored last first. */
  readonly descriptions: readonly StoredObject[];
  /** Indexes and packs, by their names. */
  readonly objects: ReadonlyMap<string, StoredObject>;
}

export async function takeInventory(bucket: Bucket, keys: StoreKeys): Promise<StoreInventory> {
  const [descriptions, objects] = await Promise.all([bucket.list(keys.builds), bucket.list(keys.objects)]);
  return {
    descriptions: descriptions.toSorted((a, b) => b.changedAt - a.changedAt),
    objects: new Map(objects.map((object) => [object.key.slice(keys.objects.length), object])),
  };
}

/** Whether all objects of a build exist: a lifecycle rule may have removed some. */
export function isWhole(stored: StoredBuild, { objects }: StoreInventory): boolean {
  return objectsOf(stored).every((name) => objects.has(name));
}

/** The build that was stored last: its files need not be stored again. */
export async function newestStored(
  bucket: Bucket,
  { descriptions, objects }: StoreInventory,
): Promise<StoredBuild | undefined> {
  for (const { key } of descriptions.slice(0, 3)) {
    const stored = await readStored(bucket, key);
    if (stored && objects.has(stored.index)) return stored;
  }
  return undefined;
}

/** A build of which the name and the checksum are known; undefined if the bucket does not keep it whole. */
export async function readWhole(
  bucket: Bucket,
  keys: StoreKeys,
  build: Pick<Build, 'name' | 'checksum'>,
): Promise<StoredBuild | undefined> {
  const [stored, inventory] = await Promise.all([
    readStored(bucket, keys.build(build)),
    takeInventory(bucket, keys),
  ]);
  return stored && isWhole(stored, inventory) ? stored : undefined;
}

/** Of the builds of a name that a bucket keeps whole, the one that was stored first: others are what hosts made of it. */
export async function firstOfName(
  bucket: Bucket,
  keys: StoreKeys,
  name: string,
): Promise<StoredBuild | undefined> {
  const inventory = await takeInventory(bucket, keys);
  const descriptions = inventory.descriptions.filter(({ key }) => key.startsWith(keys.buildsOfName(name)));
  const stored = await Promise.all(descriptions.map(({ key }) => readStored(bucket, key)));
  return stored.findLast((one) => one !== undefined && isWhole(one, inventory));
}

/** Of the builds of a role that are wanted, the one with the highest number that a bucket keeps whole. */
export async function newestOf(
  bucket: Bucket,
  keys: StoreKeys,
  role: string,
  wanted: Wanted,
): Promise<StoredBuild | undefined> {
  const inventory = await takeInventory(bucket, keys);
  const stored = await Promise.all(inventory.descriptions.map(({ key }) => readStored(bucket, key)));
  return stored
    .flatMap((one) => one ?? [])
    .filter(({ build }) => build.builtBy.role === role && isWanted(build, wanted))
    .filter((one) => isWhole(one, inventory))
    .toSorted((a, b) => b.build.number - a.build.number)[0];
}

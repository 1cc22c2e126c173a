import type { Bucket, Build, StoredObject } from '@fck/core';
import { isWanted, type Wanted } from '../sealed-builds.js';
import { objectsOf, readStored, type StoredBuild, type StoreKeys } from './stored-build.js';

/** The objects of a project in a bucket. */
export interface StoreInventory {
  /** Descriptions of builds, the last stored first. */
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

/** The last stored build: its files need not be stored again. */
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

/** The build with a name and a checksum; undefined if the bucket does not have all its objects. */
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

/** The first stored complete build of a name: later ones are changed copies of hosts. */
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

/** The wanted build of a role with the highest number, if the bucket has all its objects. */
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

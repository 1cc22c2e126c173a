import {
  type Bucket,
  type Build,
  type Host,
  type HostContext,
  isFckError,
  lastLines,
  messageOf,
  sh,
} from '@fck/core';
import { z } from 'zod';
import { mebibytes } from '../copy/transferred.js';
import { copyErrors } from '../errors.js';
import { converse } from './converse.js';
import { isWhole, newestStored, type StoreInventory, takeInventory } from './inventory.js';
import { storeProgram } from './programs.js';
import { pruneStore } from './prune-store.js';
import { readStored, type StoredBuild, StoreKeys, writeStored } from './stored-build.js';

const said = z.union([
  z.object({ put: z.string(), size: z.number() }),
  z.object({
    index: z.string(),
    packs: z.array(z.string()),
    files: z.number(),
    new_files: z.number(),
    bytes: z.number(),
    stored: z.number(),
  }),
]);

/** A build to store in a bucket. */
export interface Storing {
  readonly context: HostContext;
  readonly bucket: Bucket;
  readonly build: Build;
  /** The host that has it. */
  readonly from: Host;
  /** How many packs a build may need. */
  readonly mostPacks: number;
}

/**
 * Makes the host with the build upload what the bucket does not have. Objects of an interrupted attempt are not uploaded again.
 *
 * @throws FckError `COPY_NOT_STORED`, `COPY_NEEDS_PYTHON`, and the errors of the bucket
 */
export async function storeBuild(storing: Storing): Promise<StoredBuild> {
  const { context, bucket, build, from } = storing;
  const keys = new StoreKeys(context.project);
  const [known, inventory, hasPython] = await Promise.all([
    readStored(bucket, keys.build(build)),
    takeInventory(bucket, keys),
    context.remoteOf(from).test(sh`command -v python3`),
  ]);
  if (known && isWhole(known, inventory)) return known;
  if (!hasPython) throw copyErrors.needsPython(from.name, bucket.name);
  return context.step(`store ${build.name}`, async () => {
    const stored = await storeLacking(storing, keys, inventory);
    await writeStored(bucket, keys, stored);
    await pruneStore(bucket, keys, stored, context.project.keepBuilds).catch((thrown: unknown) =>
      context.warn(`Unneeded objects were not removed from ${bucket.name}: ${messageOf(thrown)}`),
    );
    return stored;
  });
}

async function storeLacking(
  { context, bucket, build, from, mostPacks }: Storing,
  keys: StoreKeys,
  inventory: StoreInventory,
): Promise<StoredBuild> {
  const started = Date.now();
  const base = await newestStored(bucket, inventory);
  const first = {
    base: base ? await toGet(bucket, keys, base.index) : null,
    packs: (base?.packs ?? []).filter((name) => inventory.objects.has(name)),
    limit: mostPacks,
  };
  let stored: StoredBuild | undefined;
  const answer = async (line: string) => {
    const message = said.parse(JSON.parse(line));
    if ('put' in message) {
      const isThere = inventory.objects.has(message.put);
      return JSON.stringify({
        url: isThere ? null : (await bucket.urlToPut(keys.object(message.put))).reveal(),
      });
    }
    const { index, packs, files, new_files: newFiles, stored: bytes } = message;
    stored = { build, index, packs };
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    context.note(
      `${build.name}: ${newFiles} of ${files} files are new in ${bucket.name}: ${mebibytes(bytes)} stored by ${from.name} in ${seconds} s.`,
    );
    return undefined;
  };
  const program = storeProgram(context.paths, build);
  const ended = await converse(
    context,
    await context.remoteOf(from).stream(program),
    JSON.stringify(first),
    answer,
  ).catch((thrown: unknown) => {
    throw isFckError(thrown)
      ? thrown
      : copyErrors.notStored(build.name, from.name, bucket.name, messageOf(thrown));
  });
  if (ended.exit.code !== 0 || !stored)
    throw copyErrors.notStored(
      build.name,
      from.name,
      bucket.name,
      lastLines(ended.stderrTail, 10) ||
        `it ended with ${ended.exit.code ?? ended.exit.signal ?? 'a lost connection'}`,
    );
  return stored;
}

/** An object and its download URL, as passed to programs on hosts. Contains a secret. */
export async function toGet(
  bucket: Bucket,
  keys: StoreKeys,
  name: string,
): Promise<{ readonly name: string; readonly url: string }> {
  return { name, url: (await bucket.urlToGet(keys.object(name))).reveal() };
}

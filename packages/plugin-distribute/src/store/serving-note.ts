import { type Bucket, type Build, isName, parseJson } from '@fck/core';
import { z } from 'zod';
import { copyErrors } from '../errors.js';
import type { StoreKeys } from './stored-build.js';

const schema = z.object({ build: z.string().refine(isName), checksum: z.string(), at: z.string() });

/** Which build a role serves, as stored after a successful activation or rollback. */
export interface ServingNote {
  readonly name: string;
  readonly checksum: string;
}

/**
 * The build that a role was last recorded to serve; undefined if there is no record.
 *
 * @throws FckError `COPY_SERVING_UNREADABLE`
 */
export async function readServing(
  bucket: Bucket,
  keys: StoreKeys,
  role: string,
): Promise<ServingNote | undefined> {
  return readNote(bucket, keys.servedBy(role));
}

/** Records the build that a role serves, in one write: readers see the old record or the new one. */
export function writeServing(
  bucket: Bucket,
  keys: StoreKeys,
  role: string,
  { name, checksum }: Pick<Build, 'name' | 'checksum'>,
): Promise<void> {
  const note: z.infer<typeof schema> = { build: name, checksum, at: new Date().toISOString() };
  return bucket.write(keys.servedBy(role), `${JSON.stringify(note, null, 2)}\n`);
}

/**
 * The builds that all roles of the project were last recorded to serve.
 *
 * @throws FckError `COPY_SERVING_UNREADABLE`
 */
export async function allServing(bucket: Bucket, keys: StoreKeys): Promise<readonly ServingNote[]> {
  const notes = await bucket.list(keys.serving);
  const read = await Promise.all(notes.map(({ key }) => readNote(bucket, key)));
  return read.flatMap((note) => note ?? []);
}

async function readNote(bucket: Bucket, key: string): Promise<ServingNote | undefined> {
  const text = await bucket.read(key);
  if (text === undefined) return undefined;
  const { data } = schema.safeParse(parseJson(text));
  if (!data) throw copyErrors.servingUnreadable(key, bucket.name);
  return { name: data.build, checksum: data.checksum };
}

import { type Bucket, isFckError } from '@fck/core';
import type { Action } from './policy.js';

/** A denied action, and its purpose for fck. */
export type Denial = Pick<Action, 'action' | 'why'>;

/**
 * The denied actions on the bucket that a project's builds are copied through, as far as looks show them: S3 has no dry runs, so
 * permissions to put or remove objects cannot be checked.
 *
 * @throws FckError for all other failures: no such bucket, no credentials, no network
 */
export async function deniedInBucket(bucket: Bucket, project: string): Promise<readonly Denial[]> {
  // No key has this prefix, so the answer is short.
  const nothing = `${project}/doctor`;
  if (await isDenied(() => bucket.list(nothing)))
    // Without permission to list, S3 answers "denied" for a missing object, even if reading is allowed.
    return [{ action: 's3:ListBucket', why: 'which builds are stored' }];
  if (await isDenied(() => bucket.read(nothing))) return [{ action: 's3:GetObject', why: 'fetching builds' }];
  return [];
}

async function isDenied(look: () => Promise<unknown>): Promise<boolean> {
  try {
    await look();
    return false;
  } catch (thrown) {
    if (isFckError(thrown) && thrown.code === 'AWS_DENIED') return true;
    throw thrown;
  }
}

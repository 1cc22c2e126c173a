import { type Bucket, isFckError } from '@fck/core';
import type { Action } from './policy.js';

/** An action that is denied, and what fck uses it for. */
export type Denial = Pick<Action, 'action' | 'why'>;

/**
 * What the account may not do with the bucket that a project's builds travel through, as far as looks tell: objects have no dry
 * runs, so that nobody can be asked whether one may be put or removed.
 *
 * @throws FckError for all but a denial: there is no such bucket, no credentials, no network
 */
export async function deniedInBucket(bucket: Bucket, project: string): Promise<readonly Denial[]> {
  // What no build's keys begin with: so little is answered.
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

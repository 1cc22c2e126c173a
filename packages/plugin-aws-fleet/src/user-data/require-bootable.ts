import type { Role } from '@fck/core';
import { z } from 'zod';
import { fleetErrors } from '../errors.js';

const copiedThroughS3 = z.lazy(() => z.looseObject({ via: z.literal('s3') }));

/**
 * The login user of a role whose instances can set themselves up.
 *
 * @throws FckError `AWS_CANNOT_BOOT`
 */
export function requireBootable(role: Role): string {
  const refuse = (why: string, hint: string) => fleetErrors.cannotBoot(role.name, why, hint);
  if (!copiedThroughS3.safeParse(role.values.get('build.copy_from')).success)
    throw refuse(
      'it does not get its builds through a bucket',
      'Write `build: {copy_from: {role: builder, via: s3}}`, and `s3: {bucket: …}` at the top.',
    );
  if (!role.activates) throw refuse('it serves nothing', 'Write what its hosts serve below `activate:`.');
  if (role.user === undefined)
    throw refuse(
      'it is not said as which user',
      'Write `user: admin`, as deploys log in: what fck makes on an instance must belong to the same user.',
    );
  return role.user;
}

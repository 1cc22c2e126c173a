import type { Fck, Section } from '@fck/core';
import { z } from 'zod';
import { accessSchema } from './schemas.js';

/** The keys of `provision:` that this plugin reads. */
export interface AccessSections {
  readonly createKeyPair: Section<boolean>;
  readonly allowAccess: Section<{ roles: string[] }>;
  readonly requestAccess: Section<{ roles: string[] }>;
}

/** Announces `create_key_pair`, `allow_access` and `request_access`. */
export function registerSections(fck: Fck): AccessSections {
  const at = 'role.provision';
  return {
    createKeyPair: fck.section({
      at,
      name: 'create_key_pair',
      schema: z.boolean(),
      about: 'Whether each host of the role gets an SSH key pair of its own, made once.',
    }),
    allowAccess: fck.section({
      at,
      name: 'allow_access',
      schema: accessSchema,
      about: 'Roles whose hosts may fetch builds from the hosts of this role.',
    }),
    requestAccess: fck.section({
      at,
      name: 'request_access',
      schema: accessSchema,
      about: 'Roles from whose hosts the hosts of this role may fetch builds.',
    }),
  };
}

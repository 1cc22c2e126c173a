import type { ProviderContext } from '@fck/core';
import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';

/** What makes a role's instances. */
export interface Creation {
  readonly context: ProviderContext;
  readonly clients: Clients;
  readonly settings: AwsRole;
}

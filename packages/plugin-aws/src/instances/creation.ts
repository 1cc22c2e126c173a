import type { ProviderContext } from '@fck/core';
import type { Clients } from '../account/clients.js';
import type { AwsRole } from '../config/sections.js';

/** Everything that creating a role's instances needs. */
export interface Creation {
  readonly context: ProviderContext;
  readonly clients: Clients;
  readonly settings: AwsRole;
}

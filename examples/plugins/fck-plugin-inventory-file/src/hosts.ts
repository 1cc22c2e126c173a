import { type Host, hostIn, type Role } from '@fck/core';
import { z } from 'zod';
import { inventoryUnreadable } from './errors.js';

const entry = z.strictObject({
  name: z.string().min(1),
  role: z.string().min(1),
  address: z.string().min(1),
  user: z.string().optional(),
  port: z.int().optional(),
  key_file: z.string().optional(),
  host_keys: z.array(z.string()).optional(),
  transport: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
});

/**
 * The hosts of a role that a JSON text lists. What the text does not say (user, keys, jump hosts) is as the role says.
 *
 * @param file named in messages
 * @throws FckError `INVENTORY_UNREADABLE`
 */
export function hostsIn(text: string, file: string, role: Role): Host[] {
  return parsed(text, file)
    .filter((host) => host.role === role.name)
    .map(({ role: _, key_file, host_keys, ...host }) =>
      hostIn(role, { ...host, ssh: { key_filename: key_file, host_keys } }, 'inventory-file'),
    );
}

function parsed(text: string, file: string): z.output<typeof entry>[] {
  try {
    return z.array(entry).parse(JSON.parse(text));
  } catch (thrown) {
    throw inventoryUnreadable(file, thrown instanceof z.ZodError ? z.prettifyError(thrown) : thrown);
  }
}

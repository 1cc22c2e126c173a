import type { Host } from '@fck/core';
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
  transport: z.string().default('ssh'),
  labels: z.record(z.string(), z.string()).default({}),
});

/**
 * The hosts that a JSON text lists.
 *
 * @param file named in messages
 * @throws FckError `INVENTORY_UNREADABLE`
 */
export function hostsIn(text: string, file: string): Host[] {
  return parsed(text, file).map(
    ({ name, role, address, user, port, key_file, host_keys, transport, labels }) => ({
      name,
      role,
      address,
      user,
      transport,
      ssh: { port, identityFiles: key_file === undefined ? undefined : [key_file], hostKeys: host_keys },
      labels,
      provider: 'inventory-file',
    }),
  );
}

function parsed(text: string, file: string): z.output<typeof entry>[] {
  try {
    return z.array(entry).parse(JSON.parse(text));
  } catch (thrown) {
    throw inventoryUnreadable(file, thrown instanceof z.ZodError ? z.prettifyError(thrown) : thrown);
  }
}
